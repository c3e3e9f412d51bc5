import { useWords } from '#renderer/i18n/use-words.ts';
import { Button } from '#renderer/ui/Button.tsx';
import { useFilePicker } from '#renderer/ui/use-file-picker.tsx';

/** `button "Attach files"` in forms. */
export function FileButton({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const words = useWords();
  const picker = useFilePicker({ multiple: true, onFiles });
  return (
    <>
      <Button size="sm" icon="clip" onClick={picker.open}>
        {words('composer.attach')}
      </Button>
      {picker.input}
    </>
  );
}
