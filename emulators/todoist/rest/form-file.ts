/** REST: the one file of a multipart form, checked against the plan, and where kept files can be read again. */
import type { Context } from 'hono';
import type { Account } from '../account.ts';
import { argumentMissing, invalidArgument } from '../errors.ts';
import { planLimitsDocument } from '../limits.ts';
import type { RestParts } from './rest-edge.ts';

const BYTES_PER_MB = 1024 * 1024;

/** The host at which kept files are read; answers name it, and the emulator answers for it. */
export const FILE_HOST = 'https://files.todoist.com';

/** A form with its first file, or null where the form has none. */
export interface FileForm {
  readonly file: File | null;
  /** The file's name as the form tells it beside the file, else the file's own. */
  readonly name: string;
  /** A text field; null when it is not there. */
  readonly field: (name: string) => string | null;
}

/** Reads a multipart form. Throws code 20 for anything else and for a file over the plan's limit. */
export async function readFileForm(context: Context, account: Account): Promise<FileForm> {
  const type = context.req.header('content-type') ?? '';
  if (!type.startsWith('multipart/form-data')) throw argumentMissing('file');
  const form = await context.req.formData();
  const file = [...form.values()].find((value) => value instanceof File) ?? null;
  const maxMb = Number(planLimitsDocument(account.plan)['upload_limit_mb']);
  if (file !== null && file.size > maxMb * BYTES_PER_MB)
    throw invalidArgument('file', `at most ${String(maxMb)} MB`);
  const field = (name: string): string | null => {
    const value = form.get(name);
    return typeof value === 'string' ? value : null;
  };
  return { file, name: field('file_name') ?? file?.name ?? '', field };
}

/** The form's file; throws code 19 when there is none. */
export function fileOf(form: FileForm): File {
  if (form.file === null) throw argumentMissing('file');
  return form.file;
}

/** Keeps bytes in memory and gives the address at which they are read. */
export function keepFile(
  { account, files }: Pick<RestParts, 'account' | 'files'>,
  name: string,
  file: { readonly bytes: ArrayBuffer; readonly type: string },
): string {
  const path = `/${account.ids.object()}/${encodeURIComponent(name)}`;
  files.set(path, file);
  return `${FILE_HOST}${path}`;
}

/** Keeps a picture and gives its address. Throws code 20 for a file that is no picture. */
export async function keepPicture(
  parts: Pick<RestParts, 'account' | 'files'>,
  form: FileForm,
): Promise<string> {
  const file = fileOf(form);
  if (file.size === 0 || !file.type.startsWith('image/')) throw invalidArgument('file', 'an image');
  const name = form.name === '' ? 'picture' : form.name;
  return keepFile(parts, name, { bytes: await file.arrayBuffer(), type: file.type });
}
