import { useMemo } from 'react';
import { useBridge } from '#renderer/bridge/context.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { useSessionState } from '#renderer/state/desk.ts';
import { showToast } from '#renderer/ui/Toast.tsx';
import type { AttachmentRow } from '#shared/domain/message.ts';
import { askHost } from './ask-host.ts';
import { copyImage } from './copy-image.ts';
import { mediaUrl } from './media-url.ts';
import { transfersOf } from './state/transfers.ts';
import { fetchProblem } from './transfer-words.ts';

export type NamedMedia = Pick<AttachmentRow, 'mediaId' | 'filename'>;

export interface FileActions {
  readonly save: (file: NamedMedia) => void;
  /** Null where this host can't. */
  readonly open: ((file: NamedMedia) => void) | null;
  readonly showInFolder: ((file: NamedMedia) => void) | null;
  readonly copyImage: (file: NamedMedia) => void;
}

/** What can be done with a file outside the page, by what the host can do. */
export function useFileActions(): FileActions {
  const bridge = useBridge();
  const words = useWords();
  const formats = useFormats();
  const capabilities = useSessionState((state) => state.host?.capabilities ?? null);
  return useMemo(() => {
    const warn = (text: string): void => void showToast({ text: text.trim(), icon: 'alert' });
    /** Fetched first, where its progress can be seen; false, and said, where it could not be. What the agent stopped needs no words. */
    const isHere = async (
      { mediaId, filename }: NamedMedia,
      failed: 'files.notSaved' | 'files.notOpened' | 'files.imageNotCopied',
    ): Promise<boolean> => {
      const error = await transfersOf(bridge).fetch(mediaId);
      if (error !== null && error.code !== 'CANCELLED')
        warn(words(failed, { filename, reason: fetchProblem(error, words, formats) }));
      return error === null;
    };
    const showInFolder = async (file: NamedMedia): Promise<void> => {
      const { mediaId, filename } = file;
      if (!(await isHere(file, 'files.notOpened'))) return;
      const answer = await askHost(bridge, 'media.showInFolder', { mediaId });
      // Not shown without an error means that it was not saved: the agent thought better of it.
      if (answer === null) warn(words('files.notOpened', { filename, reason: '' }));
    };
    const save = async (file: NamedMedia): Promise<void> => {
      const { mediaId, filename } = file;
      if (!(await isHere(file, 'files.notSaved'))) return;
      if (capabilities?.showInFolder !== true) {
        download(file);
        return;
      }
      // Not saved without an error means that the agent thought better of it.
      const answer = await askHost(bridge, 'media.saveAs', { mediaId });
      if (answer === null) warn(words('files.notSaved', { filename, reason: '' }));
      if (answer?.saved === true) {
        showToast({
          text: words('files.saved', { filename }),
          icon: 'check',
          action: { label: words('files.showInFolder'), run: () => void showInFolder(file) },
        });
      }
    };
    const open = async (file: NamedMedia): Promise<void> => {
      const { mediaId, filename } = file;
      if (!(await isHere(file, 'files.notOpened'))) return;
      const answer = await askHost(bridge, 'media.open', { mediaId });
      if (answer === null) warn(words('files.notOpened', { filename, reason: '' }));
      else if (!answer.opened) warn(words('files.noProgram', { filename }));
    };
    const copy = async (file: NamedMedia): Promise<void> => {
      const { filename } = file;
      try {
        await copyImage(mediaUrl(file));
        showToast({ text: words('files.imageCopied'), icon: 'copy' });
      } catch {
        // Most likely it is not here; then that is what is said.
        if (await isHere(file, 'files.imageNotCopied')) warn(words('files.imageNotCopied', { filename, reason: '' }));
      }
    };
    return {
      save: (file) => void save(file),
      open: capabilities?.openMedia === true ? (file) => void open(file) : null,
      showInFolder: capabilities?.showInFolder === true ? (file) => void showInFolder(file) : null,
      copyImage: (file) => void copy(file),
    };
  }, [bridge, words, formats, capabilities]);
}

/** Where the host has no files of its own to offer, the browser saves as it saves everything. */
function download(file: NamedMedia): void {
  const link = document.createElement('a');
  link.href = `${mediaUrl(file)}?download`;
  link.download = file.filename;
  link.click();
}
