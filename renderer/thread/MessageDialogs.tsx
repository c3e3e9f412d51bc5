import { useState } from 'react';
import type { ReactNode } from 'react';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { Button } from '#renderer/ui/Button.tsx';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { cx } from '#renderer/ui/cx.ts';
import type { AttachmentRow, MessageRow } from '#shared/domain/message.ts';
import { mediaUrl } from './Attachments.tsx';
import dialog from './dialogs.module.css';
import media from './media.module.css';
import { withKeys } from './model/keys.ts';
import { nameOf } from './model/name.ts';
import { stateOf } from './model/states.ts';

/** One dialog at a time; messages in it follow their rows. */
export type OpenDialog =
  | { readonly kind: 'details' | 'history' | 'delete'; readonly row: MessageRow }
  | { readonly kind: 'link'; readonly url: string }
  | { readonly kind: 'picture'; readonly attachments: readonly AttachmentRow[]; readonly index: number };

export interface MessageDialogsProps {
  readonly open: OpenDialog | null;
  readonly onClose: () => void;
  readonly onDelete: (row: MessageRow) => void;
  readonly onOpenLink: (url: string) => void;
  readonly onCopyLink: (url: string) => void;
  readonly onSave: (attachment: AttachmentRow) => void;
}

export function MessageDialogs({ open, onClose, onDelete, onOpenLink, onCopyLink, onSave }: MessageDialogsProps) {
  if (open === null) return null;
  switch (open.kind) {
    case 'details':
      return <DetailsDialog row={open.row} onClose={onClose} />;
    case 'history':
      return <HistoryDialog row={open.row} onClose={onClose} />;
    case 'delete':
      return <DeleteDialog row={open.row} onClose={onClose} onDelete={onDelete} />;
    case 'link':
      return <LinkDialog url={open.url} onClose={onClose} onOpen={onOpenLink} onCopy={onCopyLink} />;
    case 'picture':
      return <PictureDialog attachments={open.attachments} first={open.index} onClose={onClose} onSave={onSave} />;
    default:
      return open satisfies never;
  }
}

function closer(onClose: () => void) {
  return (open: boolean): void => {
    if (!open) onClose();
  };
}

function DetailsDialog({ row, onClose }: { readonly row: MessageRow; readonly onClose: () => void }) {
  const words = useWords();
  const formats = useFormats();
  const state = stateOf(row);
  return (
    <Dialog open onOpenChange={closer(onClose)} title={words('thread.info.title')} size="narrow">
      <dl className={dialog['facts']}>
        <dt>{words('thread.info.by')}</dt>
        <dd>{nameOf(row.sender, words)}</dd>
        <dt>{words('thread.info.sent')}</dt>
        <dd>{formats.dateTime(row.createdAt)}</dd>
        <dt>{words('thread.info.id')}</dt>
        <dd>{row.messageId === null ? words('thread.info.notYet') : `${row.messageId}`}</dd>
        {row.edits.length > 0 && (
          <>
            <dt>{words('thread.info.edited')}</dt>
            <dd>{words('thread.info.edits', { count: row.edits.length })}</dd>
          </>
        )}
      </dl>
      {row.own && row.messageId !== null && (
        <section className={dialog['section']}>
          <h3>{words('thread.info.receipts')}</h3>
          {row.receipts.length === 0 ? (
            <p className={dialog['quiet']}>
              {words('thread.info.noReceipts')} {state !== null && words(`thread.state.${state}`)}
            </p>
          ) : (
            <ul className={dialog['receipts']}>
              {withKeys(row.receipts, (receipt) => `${receipt.userId ?? receipt.name}`).map(([key, receipt]) => (
                <li key={key}>
                  <Icon
                    name={receipt.status === 'sent' ? 'check' : receipt.status === 'failed' ? 'fail' : 'checks'}
                    size="sm"
                  />
                  <span>{receipt.name === '' ? words('thread.someone') : receipt.name}</span>
                  <span className={dialog['quiet']}>
                    {[
                      receiptWord(receipt.status, words),
                      receipt.at === null ? null : formats.dateTime(receipt.at),
                      receipt.device === null ? null : words('thread.info.device', { device: receipt.device }),
                    ]
                      .filter((part) => part !== null)
                      .join(' · ')}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
    </Dialog>
  );
}

/** The server's word where it is one that we know, else as it is. */
function receiptWord(status: string, words: ReturnType<typeof useWords>): string {
  switch (status) {
    case 'sent':
    case 'delivered':
    case 'read':
      return words(`thread.state.${status}`);
    case 'failed':
      return words('thread.state.not-sent');
    default:
      return status;
  }
}

function HistoryDialog({ row, onClose }: { readonly row: MessageRow; readonly onClose: () => void }) {
  const words = useWords();
  const formats = useFormats();
  const older = [...row.edits].reverse();
  return (
    <Dialog open onOpenChange={closer(onClose)} title={words('thread.history.title')}>
      <ol className={dialog['history']}>
        <li className={dialog['now']}>
          <span className={dialog['quiet']}>
            {words('thread.history.now', { name: row.edits.at(-1)?.editor ?? nameOf(row.sender, words) })}
          </span>
          <span dir="auto">{row.content}</span>
        </li>
        {withKeys(older, (edit) => `${edit.at ?? ''}`).map(([key, edit], index) => {
          const name = older[index + 1]?.editor ?? nameOf(row.sender, words);
          return (
            <li key={key}>
              <span className={dialog['quiet']}>
                {edit.at === null
                  ? words('thread.history.untilUnknown', { name })
                  : words('thread.history.until', { time: formats.dateTime(edit.at), name })}
                {edit.reason !== null &&
                  edit.reason !== '' &&
                  ` · ${words('thread.history.reason', { reason: edit.reason })}`}
              </span>
              <span dir="auto">{edit.previousContent}</span>
            </li>
          );
        })}
      </ol>
    </Dialog>
  );
}

function DeleteDialog({
  row,
  onClose,
  onDelete,
}: {
  readonly row: MessageRow;
  readonly onClose: () => void;
  readonly onDelete: (row: MessageRow) => void;
}) {
  const words = useWords();
  return (
    <Dialog
      open
      onOpenChange={closer(onClose)}
      title={words('thread.delete.title')}
      size="narrow"
      footer={
        <Buttons>
          <Button onClick={onClose}>{words('ui.cancel')}</Button>
          <Button
            variant="danger"
            onClick={() => {
              onDelete(row);
              onClose();
            }}
          >
            {words('thread.delete.confirm')}
          </Button>
        </Buttons>
      }
    >
      <p>{words('thread.delete.text')}</p>
    </Dialog>
  );
}

function LinkDialog({
  url,
  onClose,
  onOpen,
  onCopy,
}: {
  readonly url: string;
  readonly onClose: () => void;
  readonly onOpen: (url: string) => void;
  readonly onCopy: (url: string) => void;
}) {
  const words = useWords();
  return (
    <Dialog
      open
      onOpenChange={closer(onClose)}
      title={words('thread.link.title')}
      size="narrow"
      footer={
        <Buttons>
          <Button
            onClick={() => {
              onCopy(url);
              onClose();
            }}
          >
            {words('thread.link.copy')}
          </Button>
          <Button
            variant="primary"
            icon="open"
            onClick={() => {
              onOpen(url);
              onClose();
            }}
          >
            {words('thread.link.open')}
          </Button>
        </Buttons>
      }
    >
      <p>{words('thread.link.text', { host: URL.canParse(url) ? new URL(url).host : url })}</p>
      <p className={dialog['url']}>{url}</p>
    </Dialog>
  );
}

function Buttons({ children }: { readonly children: ReactNode }) {
  return children;
}

const ZOOMS = [1, 1.5, 2, 3, 4] as const;

function PictureDialog({
  attachments,
  first,
  onClose,
  onSave,
}: {
  readonly attachments: readonly AttachmentRow[];
  readonly first: number;
  readonly onClose: () => void;
  readonly onSave: (attachment: AttachmentRow) => void;
}) {
  const words = useWords();
  const formats = useFormats();
  const [index, setIndex] = useState(first);
  const [zoom, setZoom] = useState(0);
  const picture = attachments[index];
  if (picture === undefined) return null;
  const go = (by: number): void => {
    setZoom(0);
    setIndex((index + by + attachments.length) % attachments.length);
  };
  const change = (by: number): void => setZoom(Math.min(ZOOMS.length - 1, Math.max(0, zoom + by)));
  const factor = ZOOMS[zoom] ?? 1;
  return (
    <Dialog open onOpenChange={closer(onClose)} title={words('thread.viewer.title', { filename: picture.filename })}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the group takes the keys of its picture */}
      <div
        className={media['viewer']}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls and takes the arrow keys
        tabIndex={0}
        role="group"
        aria-label={picture.filename}
        onKeyDown={(event) => {
          if (event.key === 'ArrowLeft') go(-1);
          else if (event.key === 'ArrowRight') go(1);
          else if (event.key === '+' || event.key === '=') change(1);
          else if (event.key === '-') change(-1);
          else return;
          event.preventDefault();
        }}
      >
        <img
          className={cx(factor > 1 && media['zoomed'])}
          src={mediaUrl(picture)}
          alt={picture.filename}
          style={factor > 1 ? { inlineSize: `${factor * 100}%` } : undefined}
        />
      </div>
      <p className={media['viewerBar']}>
        <span>
          {[
            attachments.length > 1 ? `${index + 1} / ${attachments.length}` : null,
            picture.width !== null && picture.height !== null ? `${picture.width} × ${picture.height}` : null,
            picture.sizeBytes === null ? null : formats.fileSize(picture.sizeBytes),
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
        {attachments.length > 1 && (
          <>
            <IconButton icon="back" label={words('thread.viewer.previous')} onClick={() => go(-1)} />
            <IconButton icon="right" label={words('thread.viewer.next')} onClick={() => go(1)} />
          </>
        )}
        <IconButton
          icon="plus"
          label={words('thread.viewer.zoomIn')}
          aria-disabled={zoom === ZOOMS.length - 1}
          onClick={() => change(1)}
        />
        <IconButton
          icon="search"
          label={words('thread.viewer.zoomOut')}
          aria-disabled={zoom === 0}
          onClick={() => change(-1)}
        />
        <IconButton
          icon="download"
          label={words('thread.file.save', { filename: picture.filename })}
          onClick={() => onSave(picture)}
        />
      </p>
    </Dialog>
  );
}
