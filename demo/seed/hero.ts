import type { Cast, Order } from './cast.ts';
import type { SeedFiles } from './files.ts';
import { partOfDay } from './phrases.ts';
import type { Planned } from './plan.ts';

/** The newest part of the conversation that opens first: one of everything that a thread can show. */
export function planHero(
  cast: Cast,
  files: SeedFiles,
  place: { conversationId: number; endsAt: number; order: Order; customerId: number },
): Planned[] {
  const { conversationId, endsAt, order, customerId } = place;
  const { dimas, rina } = cast.agents;
  const shop = cast.shops.sinar;
  const planned: Planned[] = [];
  const say = (
    senderId: number | null,
    minutesBefore: number,
    content: string,
    more: Partial<Planned> = {},
  ): Planned => {
    const message: Planned = {
      conversationId,
      senderId,
      senderShopProfileId: senderId === shop.userId ? shop.shopId : null,
      at: endsAt - minutesBefore * 60_000,
      content,
      ...more,
    };
    planned.push(message);
    return message;
  };
  say(
    customerId,
    1150,
    `Selamat ${partOfDay(endsAt - 1150 * 60_000)} kak, pesanan saya dari kemarin masih dikemas. Kira-kira kapan dikirim ya?`,
  );
  say(customerId, 1149, `Pesanan ${order.number}`, {
    contentType: 'order_card',
    metadata: { order_id: order.id },
    orderId: order.id,
  });
  say(
    dimas,
    1146,
    `Selamat ${partOfDay(endsAt - 1146 * 60_000)} Kak Siti, saya cek dulu ke tokonya ya. Mohon ditunggu sebentar.`,
  );
  const shipped = say(shop.userId, 1130, 'Halo kak. Barusan sudah kami serahkan ke kurir, resi JX3307219845.');
  say(customerId, 1128, 'Baik kak, terima kasih 🙏', { replyTo: shipped, reactions: [{ userId: dimas, emoji: '❤️' }] });
  say(cast.systemId, 1080, `Status pesanan ${order.number}: dikirim dengan J&T Express`, { contentType: 'system' });
  const returns = say(customerId, 1070, 'Kalau nanti ada yang rusak, gimana cara returnya kak?');
  say(dimas, 1060, 'Ajukan lewat halaman pesanan, maksimal 2 hari setelah barang diterima.', { parent: returns });
  say(rina, 1052, 'Sertakan video unboxing ya Kak, supaya klaimnya cepat.', { parent: returns });
  say(customerId, 1050, 'Kalau dusnya sudah kebuang gimana?', { parent: returns });
  say(
    rina,
    1046,
    'Untuk retur, dus tidak masalah selama isinya lengkap. Formulir dan label retur kami kirim lewat chat ini.',
    {
      parent: returns,
      edit: { before: 'Untuk retur, dus harus lengkap.', reason: 'Ketentuan sudah berubah' },
    },
  );
  say(
    customerId,
    64,
    'Kak, paketnya sudah sampai tapi dusnya penyok. Laptopnya menyala, cuma engsel kanan bunyi kalau dibuka.',
    {
      files: [files.photo('parcel', 'dus-penyok.png'), files.photo('hinge', 'engsel-kanan.png')],
    },
  );
  say(
    dimas,
    58,
    'Terima kasih fotonya, Kak. Boleh kirim rekaman singkat saat layarnya dibuka pelan-pelan? Supaya bunyi engselnya terdengar jelas untuk klaim garansi.',
    {
      reactions: [{ userId: customerId, emoji: '👍' }],
    },
  );
  say(dimas, 57, 'Dusnya mohon jangan dibuang dulu ya.');
  say(customerId, 40, 'Saya coba lapor ke kurir juga ya kak', { removed: true });
  say(dimas, 36, `Formulir klaim untuk ${order.number} saya lampirkan, mohon diisi dan dikirim balik ya, Kak.`, {
    files: [files.document('retur', order.number), files.photo('label', 'label-retur.png')],
  });
  say(rina, 30, 'Status pesanan bisa dilihat di sini ya, Kak.', {
    contentType: 'product_card',
    metadata: { card_type: 'order_status', action_url: `https://zukses.com/orders/${order.id}` },
  });
  say(customerId, 12, 'Ini rekamannya kak, bunyinya di detik-detik akhir', { files: [files.squeak()] });
  say(shop.userId, 9, order.product.name, {
    contentType: 'product_card',
    metadata: { product_id: order.product.id },
    productId: order.product.id,
  });
  say(customerId, 6, 'Kalau diganti unit baru, yang ini masih ada stoknya?');
  return planned;
}
