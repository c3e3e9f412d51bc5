import { FILES_TOTAL_BYTES } from '#shared/limits.ts';
import { tooLarge } from '../domain/files.ts';
import { validationFailed } from '../errors.ts';
import { isJsonObject, parseJson, type JsonObject } from '../json.ts';

export type RequestBody = { values: JsonObject; files: { field: string; file: File }[] };

/** Room for the other fields and the boundaries of a multipart form. */
const FORM_OVERHEAD_BYTES = 1024 * 1024;

/**
 * Reads JSON, a multipart form or a plain form. Files may be named `attachments[0]`, `attachments[]` or `attachments` (docs/api.md
 * section 7); what is in none of these is no file of the message.
 */
export async function readBody(request: Request): Promise<RequestBody> {
  const contentType = request.headers.get('content-type') ?? '';
  if (contentType.includes('multipart/form-data') || contentType.includes('application/x-www-form-urlencoded')) {
    if (Number(request.headers.get('content-length') ?? 0) > FILES_TOTAL_BYTES + FORM_OVERHEAD_BYTES) {
      throw tooLarge('attachments', 'The attachments must not be greater than 200 MB in total.');
    }
    return readForm(request);
  }
  const text = await request.text();
  if (text.trim() === '') return { values: {}, files: [] };
  const value = parseJson(text);
  if (!isJsonObject(value)) throw validationFailed({ body: ['The request body must be a JSON object.'] });
  return { values: value, files: [] };
}

async function readForm(request: Request): Promise<RequestBody> {
  let form: FormData;
  try {
    form = await request.formData();
  } catch {
    throw validationFailed({ body: ['The form could not be read.'] });
  }
  const values: JsonObject = {};
  const files: RequestBody['files'] = [];
  for (const [name, value] of form.entries()) {
    const base = name.replace(/\[\d*\]$/, '');
    if (typeof value !== 'string') {
      if (base === 'attachments') files.push({ field: name, file: value });
    } else if (base === name) {
      values[name] = value;
    } else {
      const list = values[base];
      values[base] = Array.isArray(list) ? [...list, value] : [value];
    }
  }
  return { values, files };
}
