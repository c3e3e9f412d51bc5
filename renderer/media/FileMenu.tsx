import { useWords } from '#renderer/i18n/use-words.ts';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { Menu, MenuItem } from '#renderer/ui/Menu.tsx';
import type { NamedMedia } from './file-actions.ts';
import { useFileActions } from './file-actions.ts';

/** Save, and where the host can do more, all of it. */
export function FileMenu({ file }: { readonly file: NamedMedia }) {
  const words = useWords();
  const actions = useFileActions();
  const { filename } = file;
  const { open, showInFolder } = actions;
  if (open === null && showInFolder === null) {
    return (
      <IconButton icon="download" label={words('thread.file.save', { filename })} onClick={() => actions.save(file)} />
    );
  }
  return (
    <Menu align="end" trigger={<IconButton icon="more" label={words('files.actions', { filename })} tooltip={false} />}>
      {open !== null && (
        <MenuItem icon="open" onSelect={() => open(file)}>
          {words('files.open')}
        </MenuItem>
      )}
      <MenuItem icon="download" onSelect={() => actions.save(file)}>
        {words('files.saveAs')}
      </MenuItem>
      {showInFolder !== null && (
        <MenuItem icon="folder" onSelect={() => showInFolder(file)}>
          {words('files.showInFolder')}
        </MenuItem>
      )}
    </Menu>
  );
}
