import { Menu, nativeImage, Tray, type MenuItemConstructorOptions } from 'electron';
import { join } from 'node:path';
import type { Display } from './counts-display.ts';

/** The icon in the tray, with what it says and its menu. On Linux the menu is the only thing that is sure to work. */
export class TrayIcon {
  readonly #tray: Tray;
  readonly #images: string;
  #shown = '';

  /** @param images folder of the tray's pictures */
  constructor(images: string, onClick: () => void) {
    this.#images = images;
    this.#tray = new Tray(this.#image('plain'));
    this.#tray.on('click', onClick);
    this.#tray.setIgnoreDoubleClickEvents(true);
  }

  update(display: Display, menu: readonly MenuItemConstructorOptions[]): void {
    if (this.#shown !== display.trayImage) {
      this.#tray.setImage(this.#image(display.trayImage));
      this.#shown = display.trayImage;
    }
    this.#tray.setToolTip(display.tooltip);
    // Set anew each time: on Linux a change inside a menu that is set already does not show.
    this.#tray.setContextMenu(Menu.buildFromTemplate([...menu]));
  }

  destroy(): void {
    this.#tray.destroy();
  }

  #image(name: Display['trayImage']): Electron.NativeImage {
    if (process.platform === 'darwin') {
      const image = nativeImage.createFromPath(join(this.#images, `tray-${name}-Template.png`));
      image.setTemplateImage(true);
      return image;
    }
    return nativeImage.createFromPath(join(this.#images, `tray-${name}.png`));
  }
}
