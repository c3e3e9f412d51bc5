import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { LinkButton } from '#renderer/ui/LinkButton.tsx';
import { Menu, MenuChoice, MenuLabel } from '#renderer/ui/Menu.tsx';
import { FILE_KINDS } from '#shared/limits.ts';
import type { OfferedForm, PictureOffer } from './picture-offer.ts';
import type { PictureChoice } from './prepare-picture.ts';

/** Which form of a picture goes out: each with the size it would have. */
export function SizeMenu({
  filename,
  offer,
  onChoose,
}: {
  readonly filename: string;
  readonly offer: PictureOffer;
  readonly onChoose: (choice: PictureChoice) => void;
}) {
  const words = useWords();
  const formats = useFormats();
  const { choice, original, compressed } = offer;
  if (compressed === null) return null;
  const shown = ({ sizeBytes, width, height }: OfferedForm, name: string): string =>
    words('files.size.choice', {
      choice: name,
      size: formats.fileSize(sizeBytes),
      width: formats.number(width),
      height: formats.number(height),
    });
  const now = words(`files.size.${choice}`);
  const smaller = { value: 'compressed', label: shown(compressed, words('files.size.compressed')) } as const;
  const asIs = { value: 'original', label: shown(original, words('files.size.original')) } as const;
  return (
    <Menu
      side="top"
      trigger={<LinkButton aria-label={words('files.size', { filename, choice: now })}>{now}</LinkButton>}
    >
      <MenuLabel>{words('files.size.noPlace')}</MenuLabel>
      <MenuChoice<PictureChoice>
        label={words('files.size.title', { filename })}
        value={choice}
        options={original.tooLarge ? [smaller] : [smaller, asIs]}
        onChange={onChoose}
      />
      {original.tooLarge && (
        <MenuLabel>
          {words('files.size.tooLarge', {
            size: formats.fileSize(original.sizeBytes),
            limit: formats.fileSize(FILE_KINDS.image.maxBytes),
          })}
        </MenuLabel>
      )}
    </Menu>
  );
}
