import type { OutboxEntry } from '#shared/contract/engine.ts';
import type { ConversationPreview, ConversationRow } from '#shared/domain/conversation.ts';
import type { MessageRow, Person, UnsentState } from '#shared/domain/message.ts';
import { PLAIN_MESSAGE } from '#shared/domain/message.ts';

/** A marketplace's morning, in Indonesian. Times are relative to `now`. */

const MINUTE = 60_000;

export function fixturePerson(
  name: string,
  userId: number | null,
  role: Person['role'],
  shopId: number | null = null,
): Person {
  return { userId, shopId, name, shopName: null, pictureUrl: null, role };
}

export function textPreview(text: string, own = false, senderName: string | null = null): ConversationPreview {
  return { kind: 'text', text, senderName, own, attachmentKind: null, attachmentCount: 0 };
}

/** A quiet order conversation; each test says what differs. */
export function fixtureRow(part: Partial<ConversationRow> & { readonly id: string }): ConversationRow {
  const title = part.title ?? `Pelanggan ${part.id}`;
  return {
    type: 'order_support',
    title,
    reference: `ORD-2025-${part.id.padStart(4, '0')}`,
    counterpart: fixturePerson(title, 1000 + (Number(part.id) || 0), 'customer'),
    participantCount: 2,
    isOpen: true,
    lock: null,
    lastActivityAt: 0,
    preview: textPreview('Terima kasih, Kak'),
    draft: null,
    unread: 0,
    mutedUntil: null,
    mine: false,
    needsReplySince: null,
    mark: 'none',
    waitingCount: 0,
    failedCount: 0,
    heldCount: 0,
    ...part,
  };
}

export function fixtureConversations(now: number): ConversationRow[] {
  const shop = (name: string, id: number): Person => fixturePerson(name, null, 'customer', id);
  const rows: ConversationRow[] = [
    fixtureRow({
      id: '101',
      title: 'Siti Rahma',
      reference: 'ORD-2025-1234',
      lastActivityAt: now - 2 * MINUTE,
      preview: textPreview('Kalau diganti unit baru, yang ini masih ada stoknya?'),
      unread: 2,
      needsReplySince: now - 2 * MINUTE,
      mine: true,
    }),
    fixtureRow({
      id: '102',
      title: 'Toko Maju Jaya',
      type: 'product_support',
      reference: 'Blender HR-2222',
      counterpart: shop('Toko Maju Jaya', 41),
      lastActivityAt: now - 5 * MINUTE,
      preview: textPreview('Baik kak, varian hitam tinggal 4 unit'),
      unread: 2,
      needsReplySince: now - 5 * MINUTE,
    }),
    fixtureRow({
      id: '103',
      title: 'Andi Prasetyo',
      reference: 'ORD-2025-1198',
      lastActivityAt: now - 8 * MINUTE,
      preview: textPreview('Siap kak, ditunggu. Ini bukti potongannya'),
      draft: {
        text: 'Dana akan kembali ke saldo paling lambat besok pukul 17.00',
        fileCount: 0,
        card: false,
        inThread: false,
      },
      mark: 'draft',
      mine: true,
      needsReplySince: now - 8 * MINUTE,
    }),
    fixtureRow({
      id: '104',
      title: 'Refund September',
      type: 'group',
      reference: null,
      participantCount: 6,
      counterpart: fixturePerson('Rina Lestari', 8, 'agent'),
      lastActivityAt: now - 14 * MINUTE,
      preview: textPreview('@Dimas tolong cek dua kasus yang belum cair', false, 'Rina Lestari'),
      unread: 5,
    }),
    fixtureRow({
      id: '105',
      title: 'Maya Anggraini',
      type: 'private',
      reference: null,
      lastActivityAt: now - 19 * MINUTE,
      preview: textPreview('Sama-sama, Kak. Semoga lekas sampai', true),
      mark: 'read',
      mine: true,
    }),
    fixtureRow({
      id: '106',
      title: 'Bambang Wijaya',
      reference: 'ORD-2025-1177',
      lastActivityAt: now - 35 * MINUTE,
      preview: {
        ...textPreview('video-unboxing.mp4', true),
        kind: 'attachment',
        attachmentKind: 'video',
        attachmentCount: 1,
      },
      mark: 'failed',
      failedCount: 1,
      mine: true,
    }),
    fixtureRow({
      id: '107',
      title: 'Pembayaran',
      type: 'system',
      reference: null,
      counterpart: null,
      lock: 'system',
      lastActivityAt: now - 46 * MINUTE,
      preview: { ...textPreview('Pembayaran ORD-2025-1201 terverifikasi'), kind: 'system' },
    }),
    fixtureRow({
      id: '108',
      title: 'Lia Kurniasih',
      type: 'product_support',
      reference: 'Serum Vitamin C 20 ml',
      lastActivityAt: now - 54 * MINUTE,
      preview: textPreview('Apakah aman untuk ibu menyusui, kak?'),
      unread: 1,
      needsReplySince: now - 54 * MINUTE,
    }),
    fixtureRow({
      id: '109',
      title: 'Yohanes Tambunan',
      reference: 'ORD-2025-1190',
      lastActivityAt: now - 71 * MINUTE,
      preview: textPreview('Resinya sudah kami perbarui, silakan dicek', true),
      mark: 'delivered',
      mine: true,
    }),
    fixtureRow({
      id: '110',
      title: 'Putri Ayuningtyas',
      type: 'private',
      reference: null,
      lastActivityAt: now - 20 * 60 * MINUTE,
      preview: { ...textPreview(''), kind: 'attachment', attachmentKind: 'image', attachmentCount: 3 },
      needsReplySince: now - 20 * 60 * MINUTE,
    }),
    fixtureRow({
      id: '111',
      title: 'Hendra Gunawan',
      reference: 'ORD-2025-0988',
      isOpen: false,
      lock: 'closed',
      lastActivityAt: now - 26 * 60 * MINUTE,
      preview: textPreview('Terima kasih banyak, masalahnya sudah selesai'),
    }),
    fixtureRow({
      id: '112',
      title: 'Gudang Audio Bandung',
      type: 'order_support',
      reference: 'ORD-2025-1166',
      counterpart: shop('Gudang Audio Bandung', 42),
      lastActivityAt: now - 50 * 60 * MINUTE,
      preview: textPreview('Baik, kami kirim hari ini juga', true),
      waitingCount: 1,
      mark: 'waiting',
      mine: true,
    }),
    fixtureRow({
      id: '113',
      title: 'Wulan Sari',
      reference: 'ORD-2025-1150',
      lastActivityAt: now - 75 * 60 * MINUTE,
      preview: textPreview('Halo Kak Wulan, refundnya sudah kami proses', true),
      heldCount: 1,
      mark: 'held',
      mine: true,
    }),
  ];
  const names = [
    'Agus',
    'Dewi',
    'Eko',
    'Fitri',
    'Galih',
    'Hana',
    'Indra',
    'Joko',
    'Kartika',
    'Lukman',
    'Mega',
    'Nanda',
  ];
  const families = [
    'Santoso',
    'Wulandari',
    'Nugroho',
    'Siregar',
    'Pratama',
    'Hidayat',
    'Simanjuntak',
    'Kusuma',
    'Halim',
  ];
  const texts = [
    'Paketnya sudah sampai, terima kasih ya kak',
    'Kak, apakah bisa dikirim hari ini?',
    'Warna yang biru masih ada?',
    'Untuk garansi resminya berapa tahun ya?',
    'Mohon dicek, resi saya belum bergerak sejak Senin',
  ];
  for (let index = 0; index < 135; index += 1) {
    rows.push(
      fixtureRow({
        id: String(200 + index),
        title: `${names[index % names.length] ?? ''} ${families[(index * 5) % families.length] ?? ''}`,
        type: (['order_support', 'product_support', 'private'] as const)[index % 3] ?? 'private',
        reference: index % 3 === 2 ? null : index % 3 === 1 ? 'Sepatu Lari Angin 42' : `ORD-2025-${900 - index}`,
        lastActivityAt: now - (4 * 24 * 60 + index * 190) * MINUTE,
        preview: textPreview(texts[index % texts.length] ?? '', index % 4 === 0),
        mark: index % 4 === 0 ? 'read' : 'none',
        mine: index % 9 === 0,
      }),
    );
  }
  return rows;
}

function message(
  part: Partial<MessageRow> & Pick<MessageRow, 'key' | 'conversationId' | 'sender' | 'content'>,
): MessageRow {
  return {
    ...PLAIN_MESSAGE,
    messageId: null,
    own: part.sender.role === 'me',
    createdAt: 0,
    ...part,
  };
}

export function fixtureMessages(row: ConversationRow, now: number): MessageRow[] {
  const me = fixturePerson('Dimas Saputra', 7, 'me');
  const other = row.counterpart ?? fixturePerson('Zukses', null, 'system');
  const base = (Number(row.id) || 1) * 1000;
  const lines: readonly (readonly [Person, string, number])[] = [
    [other, 'Selamat pagi, Kak. Paket saya sudah sampai tapi dusnya penyok.', 34],
    [other, 'Laptopnya menyala, cuma engsel kanan bunyi kalau dibuka.', 33],
    [me, 'Terima kasih kabarnya, Kak. Boleh kirim foto dus dan engselnya?', 28],
    [me, 'Dusnya mohon jangan dibuang dulu ya.', 27],
    [other, row.preview?.text ?? 'Baik, Kak', Math.max(1, Math.round((now - row.lastActivityAt) / MINUTE))],
  ];
  return lines.map(([sender, content, ago], index) =>
    message({
      key: `m:${base + index}`,
      conversationId: row.id,
      messageId: base + index,
      sender,
      content,
      createdAt: now - ago * MINUTE,
      tick: sender.role === 'me' ? 'read' : null,
    }),
  );
}

export function fixtureUnsent(
  conversationId: string,
  clientMessageId: string,
  content: string,
  createdAt: number,
  unsent: Partial<UnsentState>,
): MessageRow {
  return message({
    key: `o:${clientMessageId}`,
    conversationId,
    sender: fixturePerson('Dimas Saputra', 7, 'me'),
    content,
    createdAt,
    unsent: {
      clientMessageId,
      state: 'queued',
      wait: null,
      hold: null,
      nextAttemptAt: null,
      attempts: 0,
      error: null,
      pendingIntent: null,
      ...unsent,
    },
  });
}

export function fixtureOutbox(now: number): OutboxEntry[] {
  const entry = (
    conversationId: string,
    conversationTitle: string,
    number: number,
    content: string,
    unsent: Partial<UnsentState>,
    change: OutboxEntry['change'] = null,
  ): OutboxEntry => ({
    conversationId,
    conversationTitle,
    creates: false,
    change,
    message: fixtureUnsent(
      conversationId,
      `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
      content,
      now - (10 - number) * MINUTE,
      unsent,
    ),
  });
  return [
    entry('112', 'Gudang Audio Bandung', 1, 'Baik, kami kirim hari ini juga', { state: 'queued', wait: 'turn' }),
    entry('113', 'Wulan Sari', 2, 'Halo Kak Wulan, refundnya sudah kami proses', {
      state: 'held',
      hold: 'newer-answer',
    }),
    entry('106', 'Bambang Wijaya', 3, 'Ini rekaman layarnya, Kak', {
      state: 'failed',
      attempts: 1,
      error: { code: 'CONVERSATION_CLOSED', message: 'closed', details: {} },
    }),
  ];
}
