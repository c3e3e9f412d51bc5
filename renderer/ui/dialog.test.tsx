// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CLOSED_BY_ESCAPE, Dialog } from './Dialog.tsx';
import { Menu, MenuItem } from './Menu.tsx';
import { TooltipProvider } from './Tooltip.tsx';

vi.stubGlobal(
  'ResizeObserver',
  class {
    readonly observe = (): void => undefined;
    readonly unobserve = (): void => undefined;
    readonly disconnect = (): void => undefined;
  },
);

afterEach(cleanup);

/** A row with a menu, from which a dialog is opened; what stands in the row can go while the dialog is open. */
function Row() {
  const [open, setOpen] = useState(false);
  const [gone, setGone] = useState(false);
  return (
    <TooltipProvider>
      <div role="option" aria-selected="false" tabIndex={-1} aria-label="Row">
        {!gone && (
          <Menu trigger={<button type="button">More</button>}>
            <MenuItem onSelect={() => setOpen(true)}>Details</MenuItem>
          </Menu>
        )}
      </div>
      <Dialog open={open} onOpenChange={setOpen} title="Message details">
        <button type="button" onClick={() => setGone(true)}>
          Take it away
        </button>
      </Dialog>
    </TooltipProvider>
  );
}

async function openByKeys(): Promise<void> {
  const more = screen.getByRole('button', { name: 'More' });
  more.focus();
  fireEvent.keyDown(more, { key: 'Enter' });
  const item = await screen.findByRole('menuitem', { name: 'Details' });
  await waitFor(() => expect(document.activeElement).toBe(item));
  fireEvent.keyDown(item, { key: 'Enter' });
  await screen.findByRole('dialog', { name: 'Message details' });
}

function close(): void {
  fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' });
}

describe('closing a dialog', () => {
  it('gives the focus back to the button of the menu it was opened from', async () => {
    render(<Row />);
    await openByKeys();
    close();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'More' })));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('gives it to what was around that button, where the button has gone', async () => {
    render(<Row />);
    await openByKeys();
    fireEvent.click(screen.getByRole('button', { name: 'Take it away' }));
    close();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('option', { name: 'Row' })));
  });

  it('is done by Escape from a field whose list is always there, and after its list from one that opens one', () => {
    const onOpenChange = vi.fn<(open: boolean) => void>();
    render(
      <Dialog open onOpenChange={onOpenChange} title="Forward">
        <input role="combobox" aria-label="Find" aria-expanded aria-controls="list" />
        <input
          role="combobox"
          aria-label="People"
          aria-expanded
          aria-controls="list"
          {...{ [CLOSED_BY_ESCAPE]: true }}
        />
        <div id="list" role="listbox" />
      </Dialog>,
      { wrapper: TooltipProvider },
    );
    fireEvent.keyDown(screen.getByRole('combobox', { name: 'People' }), { key: 'Escape' });
    expect(onOpenChange).not.toHaveBeenCalled();
    fireEvent.keyDown(screen.getByRole('combobox', { name: 'Find' }), { key: 'Escape' });
    expect(onOpenChange).toHaveBeenCalledWith(false);
  });
});
