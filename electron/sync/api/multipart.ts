import type { UploadFile } from './types.ts';

/**
 * A multipart/form-data body that is streamed, not built in memory, and whose length is known beforehand, so that `Content-Length` is sent and
 * progress is real: bytes are counted as the network takes them.
 */
export class MultipartBody extends Blob {
  readonly #parts: readonly Part[];
  readonly #size: number;
  readonly #type: string;
  readonly #onBytes: (sent: number, total: number) => void;

  constructor(
    boundary: string,
    fields: readonly (readonly [string, string])[],
    files: readonly (readonly [string, UploadFile])[],
    onBytes: (sent: number, total: number) => void,
  ) {
    super([]);
    this.#parts = partsOf(boundary, fields, files);
    this.#size = this.#parts.reduce((sum, part) => sum + ('bytes' in part ? part.bytes.byteLength : part.file.size), 0);
    this.#type = `multipart/form-data; boundary=${boundary}`;
    this.#onBytes = onBytes;
  }

  override get size(): number {
    return this.#size;
  }

  override get type(): string {
    return this.#type;
  }

  override stream(): ReturnType<Blob['stream']> {
    const chunks = this.#chunks();
    let sent = 0;
    return new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        pull: async (controller) => {
          const { done, value } = await chunks.next();
          if (done) {
            controller.close();
            return;
          }
          sent += value.byteLength;
          controller.enqueue(value);
          this.#onBytes(sent, this.#size);
        },
        cancel: async () => {
          await chunks.return(undefined);
        },
      },
      { highWaterMark: 0 },
    );
  }

  async *#chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>, undefined> {
    for (const part of this.#parts) {
      if ('bytes' in part) yield part.bytes;
      else yield* fileChunks(part.file);
    }
    return undefined;
  }
}

type Part = { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly file: UploadFile };

/** The staged copy is not what it was when its size was noted. */
export class FileChangedError extends Error {
  constructor() {
    super('A file gave more or fewer bytes than it has');
    this.name = 'FileChangedError';
  }
}

async function* fileChunks(file: UploadFile): AsyncGenerator<Uint8Array<ArrayBuffer>, undefined> {
  const opened = await file.open();
  const stream = opened instanceof Blob ? opened.stream() : opened;
  let left = file.size;
  for await (const chunk of stream as AsyncIterable<Uint8Array<ArrayBuffer>>) {
    left -= chunk.byteLength;
    if (left < 0) throw new FileChangedError();
    yield chunk;
  }
  if (left !== 0) throw new FileChangedError();
  return undefined;
}

function partsOf(
  boundary: string,
  fields: readonly (readonly [string, string])[],
  files: readonly (readonly [string, UploadFile])[],
): Part[] {
  const encoder = new TextEncoder();
  const bytes = (text: string): Part => ({ bytes: encoder.encode(text) });
  const parts: Part[] = fields.map(([name, value]) =>
    bytes(`--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`),
  );
  for (const [name, file] of files) {
    const type = /^[\w.+-]+\/[\w.+-]+$/.test(file.contentType) ? file.contentType : 'application/octet-stream';
    parts.push(
      bytes(
        `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"; filename="${quoted(file.filename)}"\r\nContent-Type: ${type}\r\n\r\n`,
      ),
      { file },
      bytes('\r\n'),
    );
  }
  parts.push(bytes(`--${boundary}--\r\n`));
  return parts;
}

/** As browsers write names in multipart bodies. */
function quoted(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}
