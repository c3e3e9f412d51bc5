// @vitest-environment jsdom
import { render } from '@testing-library/react';
import { expect, it } from 'vitest';
import { ICON_NAMES } from './icon-names.ts';
import { IconSprite } from './IconSprite.tsx';

it('has every icon in the sprite, once', () => {
  const { container } = render(<IconSprite />);
  const drawn = [...container.querySelectorAll('symbol')].map((symbol) => symbol.id);
  expect(drawn).toEqual(ICON_NAMES.map((name) => `i-${name}`));
});
