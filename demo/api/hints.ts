/** How one request is to be answered otherwise than the document says (docs/api.md section 12). Set by the faults, obeyed by the API. */
export type Hints = {
  /** Reads answer as of that many milliseconds ago. */
  lagMilliseconds?: number;
  /** `page`, `limit`, `before_id`, `after_id` and every filter are ignored: the whole list in one answer. */
  ignoreParameters?: boolean;
  /** Of a message only its text is kept. */
  keepOnlyText?: boolean;
  /** A deleted message keeps its text in answers. */
  keepsDeletedText?: boolean;
};
