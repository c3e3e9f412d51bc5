import type { Draft, StagedFile } from '#shared/domain/draft.ts';
import type { Milliseconds } from '#shared/domain/message.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import type { ServerLimit } from '../model/content.ts';
import type { FileRefusal } from '../model/files.ts';
import type { PictureOffer } from '../pictures/picture-offer.ts';

export interface ComposerFile {
  readonly stageId: string;
  readonly filename: string;
  readonly sizeBytes: number;
  /** 0 to 1 while it is copied; null once it is there. */
  readonly progress: number | null;
  readonly staged: StagedFile | null;
  /** A picture whose form can be chosen, for as long as this window knows the file it came from. */
  readonly picture: PictureOffer | null;
}

export type Refusal =
  | FileRefusal
  | { readonly code: 'UNREADABLE'; readonly filename: string }
  | { readonly code: 'ENGINE'; readonly filename: string; readonly error: ErrorInfo };

export type Problem =
  | { readonly kind: 'not-sent' | 'not-edited'; readonly error: ErrorInfo }
  /** Somebody else changed the message that is being edited. */
  | { readonly kind: 'edit-conflict'; readonly current: string }
  | { readonly kind: 'split-stopped'; readonly error: ErrorInfo; readonly sent: number; readonly count: number }
  /** More than can be kept; what was written before stays. */
  | { readonly kind: 'too-much'; readonly characters: number }
  /** A canned reply still has variables in it. */
  | { readonly kind: 'holes'; readonly names: readonly string[] };

export interface Editing {
  readonly messageId: number;
  /** What the message said when the agent began, or was last shown that it says. */
  readonly original: string;
  /** Why, for the history; empty: not said. */
  readonly reason: string;
}

export interface ComposerState {
  /** What was stored has been read; before that nothing is saved over it. */
  readonly loaded: boolean;
  readonly text: string;
  readonly files: readonly ComposerFile[];
  readonly replyTo: Draft['replyTo'];
  /** A product or order card that goes with the message. */
  readonly card: Draft['card'];
  readonly editing: Editing | null;
  readonly saving: 'clean' | 'dirty' | 'saving' | 'failed';
  readonly savedAt: Milliseconds | null;
  readonly sending: boolean;
  readonly waitingForEngine: boolean;
  readonly problem: Problem | null;
  readonly refusals: readonly Refusal[];
  /** What was taken back here had been refused by the server as too long. */
  readonly limit: ServerLimit | null;
  /** Grows when the view is to put the cursor where `selection` says, and perhaps to take the focus: see `takeCaret`. */
  readonly caret: number;
}

export function filesOf(draft: Pick<Draft, 'files'>): readonly ComposerFile[] {
  return draft.files.map((staged) => ({
    stageId: staged.stageId,
    filename: staged.filename,
    sizeBytes: staged.sizeBytes,
    progress: null,
    staged,
    picture: null,
  }));
}
