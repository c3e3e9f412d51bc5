/** One page of a list, and how many rows there are on all pages. */
export type Page<Row> = { rows: Row[]; total: number };
