import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { ForwardDialog } from '#renderer/forward/ForwardDialog.tsx';
import { SendAgainDialog } from '#renderer/forward/SendAgainDialog.tsx';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { Viewer } from '#renderer/media/Viewer.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import type { AttachmentRow, ConversationId, MessageRow } from '#shared/domain/message.ts';
import { useThreadStore } from './answered-by.ts';
import dialog from './dialogs.module.css';
import { HistoryDialog } from './HistoryDialog.tsx';
import { withKeys } from './model/keys.ts';
import { nameOf } from './model/name.ts';
import { stateOf } from './model/states.ts';

/** One dialog at a time; messages in it follow their rows. */
export type OpenDialog =
  | { readonly kind: 'details' | 'history' | 'delete' | 'forward' | 'again'; readonly row: MessageRow }
  | { readonly kind: 'link'; readonly url: string }
  | {
      readonly kind: 'picture';
      readonly conversationId: ConversationId;
      readonly attachments: readonly AttachmentRow[];
      readonly index: number;
    };

export interface MessageDialogsProps {
  readonly open: OpenDialog | null;
  readonly onClose: () => void;
  readonly onDelete: (row: MessageRow) => void;
  readonly onOpenLink: (url: string) => void;
  readonly onCopyLink: (url: string) => void;
}

export function MessageDialogs({ open, onClose, onDelete, onOpenLink, onCopyLink }: MessageDialogsProps) {
  if (open === null) return null;
  switch (open.kind) {
    case 'details':
      return <Followed row={open.row}>{(row) => <DetailsDialog row={row} onClose={onClose} />}</Followed>;
    case 'history':
      return <Followed row={open.row}>{(row) => <HistoryDialog row={row} onClose={onClose} />}</Followed>;
    case 'delete':
      return <DeleteDialog row={open.row} onClose={onClose} onDelete={onDelete} />;
    case 'again':
      return <SendAgainDialog row={open.row} onClose={onClose} />;
    case 'forward':
      return <ForwardDialog rows={[open.row]} onClose={onClose} />;
    case 'link':
      return <LinkDialog url={open.url} onClose={onClose} onOpen={onOpenLink} onCopy={onCopyLink} />;
    case 'picture':
      return (
        <Viewer
          conversationId={open.conversationId}
          attachments={open.attachments}
          first={open.index}
          onClose={onClose}
        />
      );
    default:
      return open satisfies never;
  }
}

/** As it is now: receipts come, somebody edits, it is deleted. A row that is in memory no more stays as it was. */
function Followed({ row, children }: { readonly row: MessageRow; readonly children: (row: MessageRow) => ReactNode }) {
  const current = useStore(useThreadStore().store, ({ window }) =>
    [...window.rows, ...window.unsent].find((one) => one.key === row.key),
  );
  return children(current ?? row);
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
