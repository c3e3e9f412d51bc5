import { FILE_KINDS } from '#shared/limits.ts';
import type { PictureChoice, PreparedForm, PreparedPicture } from './prepare-picture.ts';

/** In which forms a picture can be sent, with what each would be, and which one is chosen. */
export interface PictureOffer {
  readonly choice: PictureChoice;
  readonly original: OfferedForm;
  /** Null where there is nothing to choose. */
  readonly compressed: OfferedForm | null;
  /** The format that it had, where the server does not take that one. */
  readonly convertedFrom: string | null;
}

export interface OfferedForm {
  readonly sizeBytes: number;
  readonly width: number;
  readonly height: number;
  /** Over the limit it is shown, and can't be chosen. */
  readonly tooLarge: boolean;
}

export function offerOf(prepared: PreparedPicture, choice: PictureChoice): PictureOffer {
  return {
    choice,
    original: offered(prepared.original),
    compressed: prepared.compressed === null ? null : offered(prepared.compressed),
    convertedFrom: prepared.convertedFrom,
  };
}

function offered({ file, width, height }: PreparedForm): OfferedForm {
  return { sizeBytes: file.size, width, height, tooLarge: file.size > FILE_KINDS.image.maxBytes };
}
