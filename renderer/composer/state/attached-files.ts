import type { StoreApi } from 'zustand/vanilla';
import { ask } from '#renderer/thread/state/ask.ts';
import type { Bridge } from '#shared/contract/bridge.ts';
import { refusalOf } from '../model/files.ts';
import { offerOf } from '../pictures/picture-offer.ts';
import type { PictureChoice, PreparedForm, PreparedPicture } from '../pictures/prepare-picture.ts';
import { formOf, isPicture, preparePicture, usualChoice } from '../pictures/prepare-picture.ts';
import type { ComposerFile, ComposerState, Refusal } from './composer-state.ts';

interface PictureSize {
  readonly width: number | null;
  readonly height: number | null;
}

/** Brings the files that the agent attaches into the engine's keeping: judged, pictures prepared, copied; each step shown in the composer's state. */
export class AttachedFiles {
  readonly #bridge: Bridge;
  readonly #store: StoreApi<ComposerState>;
  /** The draft has another file. */
  readonly #touched: () => void;
  readonly #staging = new Map<string, Promise<void>>();
  /** Pictures among the files, in all their forms. */
  readonly #pictures = new Map<string, PreparedPicture>();

  constructor(bridge: Bridge, store: StoreApi<ComposerState>, touched: () => void) {
    this.#bridge = bridge;
    this.#store = store;
    this.#touched = touched;
  }

  get copying(): boolean {
    return this.#staging.size > 0;
  }

  /** Resolves when what is being copied now is there, or was refused. */
  async copied(): Promise<void> {
    await Promise.all(this.#staging.values());
  }

  async add(files: readonly File[]): Promise<void> {
    this.#set({ refusals: [] });
    await Promise.all(files.map((file) => this.#add(file)));
  }

  async #add(file: File): Promise<void> {
    const picture = isPicture(file);
    // How large a picture will be is known once it has been prepared; that there is room for one more file, now.
    const refusal = picture
      ? refusalOf({ name: 'picture.jpg', size: 1 }, this.#taken())
      : refusalOf({ name: file.name, size: file.size }, this.#taken());
    if (refusal !== null) {
      this.#refuse({ ...refusal, filename: file.name });
      return;
    }
    const stageId = crypto.randomUUID();
    this.#set({
      files: [
        ...this.#state.files,
        { stageId, filename: file.name, sizeBytes: file.size, progress: 0, staged: null, picture: null },
      ],
      problem: null,
    });
    await this.#underWay(
      stageId,
      picture ? this.#takePicture(file, stageId) : this.#stage({ file, width: null, height: null }, stageId),
    );
  }

  /** Sending waits for it. */
  async #underWay(stageId: string, work: Promise<void>): Promise<void> {
    this.#staging.set(stageId, work);
    await work;
    this.#staging.delete(stageId);
  }

  #taken(without: string | null = null): { readonly files: number; readonly bytes: number } {
    const others = this.#state.files.filter((one) => one.stageId !== without);
    return { files: others.length, bytes: others.reduce((sum, one) => sum + one.sizeBytes, 0) };
  }

  async #takePicture(file: File, stageId: string): Promise<void> {
    let prepared: PreparedPicture | null;
    try {
      prepared = await preparePicture(file);
    } catch {
      this.#refuse({ code: 'UNREADABLE', filename: file.name });
      this.#drop(stageId);
      return;
    }
    if (!this.#hasFile(stageId)) return;
    const choice = prepared === null ? 'original' : usualChoice(prepared);
    // What can't be decoded goes as it is: its name says whether it may, and its bytes, where they are checked, whether it is whole.
    const form = prepared === null ? { file, width: null, height: null } : formOf(prepared, choice);
    const refusal = refusalOf({ name: form.file.name, size: form.file.size }, this.#taken(stageId));
    if (refusal !== null) {
      this.#refuse({ ...refusal, filename: file.name });
      this.#drop(stageId);
      return;
    }
    this.#changeFile(stageId, {
      filename: form.file.name,
      sizeBytes: form.file.size,
      picture: prepared === null ? null : offerOf(prepared, choice),
    });
    if (prepared !== null) this.#pictures.set(stageId, prepared);
    for (const known of this.#pictures.keys()) if (!this.#hasFile(known)) this.#pictures.delete(known);
    await this.#stage(form, stageId);
  }

  /** Smaller, or as it was. */
  async choosePicture(stageId: string, choice: PictureChoice): Promise<void> {
    const prepared = this.#pictures.get(stageId);
    const before = this.#state.files.find((one) => one.stageId === stageId);
    if (prepared === undefined || before === undefined || before.picture?.choice === choice) return;
    const form = formOf(prepared, choice);
    const refusal = refusalOf({ name: form.file.name, size: form.file.size }, this.#taken(stageId));
    if (refusal !== null) {
      this.#refuse(refusal);
      return;
    }
    const newId = crypto.randomUUID();
    this.#pictures.delete(stageId);
    this.#pictures.set(newId, prepared);
    this.#changeFile(stageId, {
      stageId: newId,
      filename: form.file.name,
      sizeBytes: form.file.size,
      progress: 0,
      staged: null,
      picture: offerOf(prepared, choice),
    });
    await this.#underWay(newId, this.#stage(form, newId));
    void ask(this.#bridge, 'file.unstage', { stageId });
  }

  async #stage(
    { file, width, height }: Omit<PreparedForm, 'width' | 'height'> & PictureSize,
    stageId: string,
  ): Promise<void> {
    try {
      const answer = await this.#bridge.stage(file, { stageId, asSticker: false, width, height }, (fraction) =>
        this.#changeFile(stageId, { progress: Math.min(fraction, 0.99) }),
      );
      if (!this.#hasFile(stageId)) {
        // Taken out while it was copied.
        void ask(this.#bridge, 'file.unstage', { stageId });
        return;
      }
      if (answer.ok) {
        this.#changeFile(stageId, { progress: null, staged: answer.value, sizeBytes: answer.value.sizeBytes });
        this.#touched();
        return;
      }
      this.#refuse({ code: 'ENGINE', filename: file.name, error: answer.error });
    } catch {
      // A folder, or a file that may not be read: the browser says so only when it is read.
      this.#refuse({ code: 'UNREADABLE', filename: file.name });
    }
    this.#drop(stageId);
  }

  #drop(stageId: string): void {
    this.#set({ files: this.#state.files.filter((one) => one.stageId !== stageId) });
  }

  #hasFile(stageId: string): boolean {
    return this.#state.files.some((file) => file.stageId === stageId);
  }

  #changeFile(stageId: string, changes: Partial<ComposerFile>): void {
    this.#set({
      files: this.#state.files.map((file) => (file.stageId === stageId ? { ...file, ...changes } : file)),
    });
  }

  #refuse(refusal: Refusal): void {
    this.#set({ refusals: [...this.#state.refusals, refusal] });
  }

  get #state(): ComposerState {
    return this.#store.getState();
  }

  #set(changes: Partial<ComposerState>): void {
    this.#store.setState(changes);
  }
}
