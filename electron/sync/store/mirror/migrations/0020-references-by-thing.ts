import type { Migration } from '../../sqlite.ts';

/** Which messages carry a snapshot of an order or a product: asked for each card that carries none itself. */
export const referencesByThing: Migration = {
  id: 20,
  name: 'references-by-thing',
  up(db) {
    db.exec(`
      create index order_references_order on order_references(order_id) where order_id is not null;
      create index order_references_number on order_references(marketplace_order_id) where marketplace_order_id is not null;
      create index product_references_product on product_references(product_id) where product_id is not null;
    `);
  },
};
