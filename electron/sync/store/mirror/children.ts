import type { ApiMessage } from '../../api/types.ts';
import type { SqliteStore, SqlValue, Statement } from '../sqlite.ts';
import { extraText, jsonText, ms } from './encode.ts';
import { HAS_ATTACHMENTS, HAS_EDITS, HAS_ORDERS, HAS_PRODUCTS } from './records.ts';

type Row = readonly SqlValue[];

/** The tables that hang on a message as lists: what a document says of one replaces what was there. */
interface ChildTable {
  readonly table: string;
  readonly bit: number;
  readonly columns: readonly string[];
  /** Undefined where the document does not mention the list. */
  readonly rows: (message: ApiMessage) => readonly Row[] | undefined;
}

const ATTACHMENTS: ChildTable = {
  table: 'attachments',
  bit: HAS_ATTACHMENTS,
  columns: ['id', 'type', 'url', 'filename', 'content_type', 'size_bytes', 'metadata', 'created_at'],
  rows: (message) =>
    message.attachments?.map((file) => [
      file.id,
      file.type,
      file.url,
      file.filename,
      file.contentType,
      file.sizeBytes,
      jsonText(file.metadata),
      ms(file.createdAt),
    ]),
};

const EDITS: ChildTable = {
  table: 'edits',
  bit: HAS_EDITS,
  columns: ['id', 'editor_id', 'previous_content', 'reason', 'edited_at'],
  rows: (message) =>
    message.edits?.map((edit) => [edit.id, edit.editorId, edit.previousContent, edit.reason, ms(edit.editedAt)]),
};

const PRODUCTS: ChildTable = {
  table: 'product_references',
  bit: HAS_PRODUCTS,
  columns: ['id', 'product_id', 'snapshot', 'created_at', 'extra'],
  rows: (message) =>
    message.productReferences?.map((reference) => [
      reference.id,
      reference.productId,
      jsonText(reference.snapshot),
      ms(reference.createdAt),
      extraText(reference.extra),
    ]),
};

const ORDERS: ChildTable = {
  table: 'order_references',
  bit: HAS_ORDERS,
  columns: ['id', 'order_id', 'marketplace_order_id', 'snapshot', 'created_at', 'extra'],
  rows: (message) =>
    message.orderReferences?.map((reference) => [
      reference.id,
      reference.orderId,
      reference.marketplaceOrderId,
      jsonText(reference.snapshot),
      ms(reference.createdAt),
      extraText(reference.extra),
    ]),
};

interface Prepared extends ChildTable {
  readonly insert: Statement<SqlValue[]>;
  readonly clear: Statement<[number, number]>;
  readonly stored: Statement<[number, number], Row>;
}

function prepare(store: SqliteStore, child: ChildTable): Prepared {
  const { table, bit, columns, rows } = child;
  const names = columns.join(', ');
  const stored = store.sql<[number, number], Row>(
    `select ${names} from ${table} where conversation_id = ? and message_id = ? order by id`,
  );
  stored.raw();
  return {
    table,
    bit,
    columns,
    rows,
    stored,
    insert: store.sql(
      `insert or replace into ${table}(conversation_id, message_id, ${names}) values (?, ?, ${columns.map(() => '?').join(', ')})`,
    ),
    clear: store.sql(`delete from ${table} where conversation_id = ? and message_id = ?`),
  };
}

export class ChildWriter {
  readonly #tables: readonly Prepared[];
  readonly #names: Statement<[number, number], { filename: string }>;

  constructor(store: SqliteStore) {
    this.#tables = [ATTACHMENTS, EDITS, PRODUCTS, ORDERS].map((child) => prepare(store, child));
    this.#names = store.sql(
      'select filename from attachments where conversation_id = ? and message_id = ? and filename is not null order by id',
    );
  }

  /** For a message that was not there. */
  insert(message: ApiMessage, children: number): void {
    for (const child of this.#tables) {
      if (!(children & child.bit)) continue;
      for (const row of child.rows(message) ?? []) child.insert.run(message.conversationId, message.id, ...row);
    }
  }

  /**
   * Takes over what the document says; an empty list takes something away only where the document is whole, and the edits never become fewer.
   * Returns the new mask, and whether anything changed.
   */
  replace(
    message: ApiMessage,
    before: number,
    whole: boolean,
  ): { readonly children: number; readonly changed: boolean } {
    const { conversationId, id } = message;
    let children = before;
    let changed = false;
    for (const child of this.#tables) {
      const rows = child.rows(message);
      if (rows === undefined || (rows.length === 0 && (!whole || !(before & child.bit)))) continue;
      const stored = before & child.bit ? child.stored.all(conversationId, id) : [];
      if (child.bit === HAS_EDITS && rows.length < stored.length) continue;
      const sorted = [...rows].sort((a, b) => Number(a[0]) - Number(b[0]));
      if (JSON.stringify(sorted) === JSON.stringify(stored)) continue;
      if (stored.length > 0) child.clear.run(conversationId, id);
      for (const row of rows) child.insert.run(conversationId, id, ...row);
      children = rows.length > 0 ? children | child.bit : children & ~child.bit;
      changed = true;
    }
    return { children, changed };
  }

  drop(conversationId: number, messageId: number): void {
    for (const child of this.#tables) child.clear.run(conversationId, messageId);
  }

  fileNames(conversationId: number, messageId: number): string[] {
    return this.#names.all(conversationId, messageId).map((row) => row.filename);
  }
}
