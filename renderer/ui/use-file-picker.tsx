import { useRef } from 'react';
import type { ReactNode } from 'react';

export interface FilePicker {
  /** Shows the system's file dialog. */
  readonly open: () => void;
  /** The real file input; it stands, unseen, beside what opens it. */
  readonly input: ReactNode;
}

/** Asks for files. `label` names the input, which is otherwise hidden from assistive technology too. */
export function useFilePicker({
  accept,
  multiple = false,
  label,
  onFiles,
}: {
  readonly accept?: string;
  readonly multiple?: boolean;
  readonly label?: string;
  readonly onFiles: (files: readonly File[]) => void;
}): FilePicker {
  const input = useRef<HTMLInputElement>(null);
  return {
    open: () => input.current?.click(),
    input: (
      <input
        ref={input}
        type="file"
        accept={accept}
        multiple={multiple}
        hidden
        tabIndex={-1}
        aria-label={label}
        aria-hidden={label === undefined}
        onChange={(event) => {
          const chosen = [...(event.currentTarget.files ?? [])];
          // The same file can be chosen again after it was taken out.
          event.currentTarget.value = '';
          onFiles(chosen);
        }}
      />
    ),
  };
}
