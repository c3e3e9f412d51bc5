import { useMemo } from 'react';
import { useBridge } from '#renderer/bridge/context.ts';
import { useWords } from '#renderer/i18n/use-words.ts';
import { useSessionState } from '#renderer/state/desk.ts';
import { showToast } from '#renderer/ui/Toast.tsx';
import type { AttachmentRow } from '#shared/domain/message.ts';
import { askHost } from './ask-host.ts';
import { copyImage } from './copy-image.ts';
import { mediaUrl } from './media-url.ts';

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
  const capabilities = useSessionState((state) => state.host?.capabilities ?? null);
  return useMemo(() => {
    const warn = (text: string): void => void showToast({ text, icon: 'alert' });
    const save = async ({ mediaId, filename }: NamedMedia): Promise<void> => {
      // Not saved without an error means that the agent thought better of it.
      const answer = await askHost(bridge, 'media.saveAs', { mediaId });
      if (answer === null) warn(words('thread.file.notSaved', { filename }));
    };
    const open = async ({ mediaId, filename }: NamedMedia): Promise<void> => {
      const answer = await askHost(bridge, 'media.open', { mediaId });
      if (answer === null) warn(words('files.notOpened', { filename }));
      else if (!answer.opened) warn(words('files.noProgram', { filename }));
    };
    const showInFolder = async ({ mediaId, filename }: NamedMedia): Promise<void> => {
      const answer = await askHost(bridge, 'media.showInFolder', { mediaId });
      if (answer?.shown !== true) warn(words('files.notOpened', { filename }));
    };
    return {
      save: (file) => {
        if (capabilities?.showInFolder === true) void save(file);
        else download(file);
      },
      open: capabilities?.openMedia === true ? (file) => void open(file) : null,
      showInFolder: capabilities?.showInFolder === true ? (file) => void showInFolder(file) : null,
      copyImage: (file) => {
        copyImage(mediaUrl(file)).then(
          () => showToast({ text: words('files.imageCopied'), icon: 'copy' }),
          () => warn(words('files.imageNotCopied', { filename: file.filename })),
        );
      },
    };
  }, [bridge, words, capabilities]);
}

/** Where the host has no files of its own to offer, the browser saves as it saves everything. */
function download(file: NamedMedia): void {
  const link = document.createElement('a');
  link.href = `${mediaUrl(file)}?download`;
  link.download = file.filename;
  link.click();
}
