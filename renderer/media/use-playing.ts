import { useState } from 'react';
import { useWords } from '#renderer/i18n/use-words.ts';
import type { AttachmentRow } from '#shared/domain/message.ts';
import { mediaUrl } from './media-url.ts';
import { useTransfer } from './use-transfer.ts';

export interface Playing {
  readonly src: string;
  /** It is here and wanted. */
  readonly wanted: boolean;
  /** Words for why not. */
  readonly trouble: string | null;
  /** It is here, and of no use here. */
  readonly cantPlay: boolean;
  readonly start: () => void;
  readonly onError: () => void;
}

/** Video and sound are fetched whole, with their progress, when they are wanted; only then is there anything to play. */
export function usePlaying(attachment: AttachmentRow): Playing {
  const words = useWords();
  const { fetch } = useTransfer(attachment);
  const [wanted, setWanted] = useState(false);
  const [cantPlay, setCantPlay] = useState(false);
  return {
    src: mediaUrl(attachment),
    wanted: wanted && !cantPlay,
    trouble: cantPlay ? words('files.cantPlay') : null,
    cantPlay,
    // Why it did not come is said by the file's own line.
    start: () => void fetch().then((error) => setWanted(error === null)),
    onError: () => setCantPlay(true),
  };
}
