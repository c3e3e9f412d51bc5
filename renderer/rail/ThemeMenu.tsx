import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useWords } from '../i18n/use-words.ts';
import { useDesk } from '../state/desk.ts';
import { Menu, MenuChoice, MenuLabel } from '../ui/Menu.tsx';

export function ThemeMenu({
  trigger,
  side = 'right',
}: {
  readonly trigger: ReactNode;
  readonly side?: 'right' | 'top';
}) {
  const words = useWords();
  const desk = useDesk();
  const theme = useStore(desk.look, (state) => state.theme);
  return (
    <Menu side={side} align="end" trigger={trigger}>
      <MenuLabel>{words('theme.label')}</MenuLabel>
      <MenuChoice
        label={words('theme.label')}
        value={theme}
        options={(['system', 'light', 'dark', 'contrast'] as const).map((value) => ({
          value,
          label: words(`theme.${value}`),
        }))}
        onChange={(value) => void desk.changeSettings({ theme: value })}
      />
    </Menu>
  );
}
