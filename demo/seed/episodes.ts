/**
 * What happens in the chats of a marketplace. An episode is a paragraph: `@` its kind, then who says what. `c` the customer, `a` the
 * agent, `s` the shop (the agent where no shop takes part). `[one|other]` is a choice, `{word}` is filled in from the conversation.
 */
const SHOP_TALK = `
@ ongkir
c: [Selamat {waktu} kak|{Waktu} kak], {produk} varian {varian} [masih ada?|ready kak?]
s: [{Waktu} Kak {nama}|Halo Kak {nama}], [masih ada|ready kak], sisa {stok} unit.
c: Kalau kirim ke {kota} kena ongkir berapa ya?
s: Ke {kota} [reguler|pakai {kurir} reguler] Rp{ongkir} kak, estimasi 2–3 hari.
c: [Oke|Siap kak], saya checkout [sekarang|malam ini] ya
s: Baik kak, kalau dibayar sebelum jam 3 kami kirim hari ini juga 🙏

@ kirim
c: [Kak, pesanan {order} kok belum dikirim ya?|{Waktu} kak, pesanan saya {order} masih dikemas dari kemarin. Kira-kira kapan dikirim?]
a: [Selamat {waktu}|{Waktu}] Kak {nama}, saya cek dulu ke tokonya ya. Mohon ditunggu sebentar.
c: Oke kak [ditunggu|saya tunggu]
s: [{Waktu} kak|Kak {nama}], sudah kami serahkan ke {kurir} [jam 4 tadi|barusan], resi {resi}.
c: [Sip|Oke], makasih kak
a: Sama-sama, Kak. Resinya mulai bisa dilacak [1x24 jam|dalam beberapa jam] ya.

@ resi
c: Resi {resi} [nggak bergerak|gak ada update] dari [kemarin|2 hari lalu] kak 😟
a: Mohon maaf atas ketidaknyamanannya, Kak {nama}. Terakhir tercatat di gudang sortir {kota} ya kak.
a: Saya bantu buatkan laporan ke {kurir} supaya diprioritaskan.
c: Berapa lama kak prosesnya?
a: Biasanya [1–2 hari kerja|paling lama 2 hari kerja]. Begitu ada kabar langsung saya infokan di sini.
c: Oke makasih [kak|ya kak], ditunggu
a: Kabar baik Kak, paketnya sudah dibawa kurir menuju alamat. Nomor kurirnya tertera di halaman pesanan ya.
c: Alhamdulillah, barusan sampai kak. Terima kasih bantuannya 🙏

@ rusak
c: Kak, paketnya sudah sampai tapi [dusnya penyok|kemasannya sobek] 😥
a: Aduh, mohon maaf Kak {nama}. Boleh kirim foto dus dan isinya?
c: [Ini ya kak|Bentar saya fotokan] #foto:parcel
a: Terima kasih fotonya, Kak. Untuk {produk}, apakah masih berfungsi normal?
c: Fungsinya sih normal, cuma [ada baret sedikit|sudutnya lecet]
a: Baik, kami ajukan kompensasi ke toko ya Kak. Dusnya mohon jangan dibuang dulu.
s: Dari kami bisa refund sebagian Rp{kompensasi} atau tukar unit baru, Kak [pilih yang mana|maunya bagaimana]?
c: Refund sebagian saja kak, [males kirim balik|biar cepat]
a: Siap, sudah kami proses. Dana masuk ke saldo maksimal 1x24 jam.

@ refund
c: Kak, refund {order} kapan masuk ya? Sudah [3|4] hari kerja belum ada kabar.
a: Mohon maaf menunggu, Kak {nama}. Saya cek ke tim pembayaran [dan kabari sebelum siang|sebentar ya].
c: Tolong ya kak, [itu uang belanja bulanan|mau dipakai]
a: Dana akan kembali ke saldo paling lambat [besok jam 12.00|hari ini jam 17.00] kak. Nominalnya Rp{harga}.
c: Oke saya tunggu
a: Kak {nama}, status refund sudah *berhasil*. Mohon dicek saldonya ya.
c: Sudah masuk kak, makasih banyak 🙏

@ garansi
c: [Kak mau tanya|{Waktu} kak], {produk} ini garansinya berapa lama?
s: Garansi resmi [1 tahun|2 tahun] kak, kartu garansinya ada di dalam dus.
c: Kalau ada masalah, klaimnya gimana?
s: Bisa ke service center terdekat di {kota}, atau kirim ke kami, ongkir ke sini kami bantu separuh.
a: Tambahan Kak {nama}: simpan invoice-nya ya, itu bukti tanggal pembelian.
c: Invoice-nya bisa dikirim ulang kak? Punya saya [hilang|kehapus]
a: Bisa Kak, ini salinannya. #pdf:invoice
c: Mantap, makasih kak

@ cod
c: Kak, [bisa COD?|ini bisa bayar di tempat?]
s: Bisa kak untuk area {kota}, maksimal Rp3.000.000 per pesanan.
c: Boleh buka paket dulu sebelum bayar?
a: Untuk COD, paket dibuka setelah dibayar ya Kak. Tapi kalau isinya tidak sesuai, dana dijamin kembali asal ada video unboxing.
c: Oh [gitu|begitu], oke paham
c: Yaudah saya [transfer aja|pakai VA saja] kak
a: Siap Kak, [pesanan dengan transfer juga lebih cepat diproses|kami tunggu ya] 😊

@ varian
c: Kak saya salah pilih varian di {order} 🙈 harusnya {varian}
a: Tenang Kak {nama}, statusnya belum dikirim. Saya sampaikan ke toko ya.
s: Bisa kak, kami ganti ke {varian}. Harganya sama.
c: [Yeay|Syukurlah], makasih kak
a: Sudah dicatat di pesanan ya, Kak. Ada lagi yang bisa dibantu?
c: Cukup kak

@ stok
c: {produk} yang {varian} kapan restock kak?
s: Perkiraan [minggu depan|tanggal 15], kak. Mau kami ingatkan?
c: Boleh kak
c: Sekalian tolong disimpankan 1 ya kalau sudah ada
s: Siap, kami catat atas nama Kak {nama} dari {kota} 👍

@ voucher
c: Kak voucher {voucher} kok nggak bisa dipakai ya?
a: Voucher itu minimal belanja Rp{minimal}, Kak, dan hanya untuk pembayaran [ZuksesPay|transfer bank].
c: Belanjaan saya sudah [lebih|pas] segitu
a: Boleh kirim tangkapan layarnya?
c: Ini kak #foto:receipt
a: Terima kasih, Kak. Ternyata ongkir tidak dihitung, jadi masih kurang sedikit. Tambah satu barang kecil saja sudah bisa.
c: Ooh oke, baru tau. Makasih ya

@ alamat
c: Kak {order} [bisa ganti alamat?|alamatnya salah 😭]
a: Selama belum diserahkan ke kurir masih bisa Kak. Boleh kirim alamat lengkapnya?
c: Jl. {jalan} No. {nomor}, {kota}. Patokannya depan masjid
a: Baik, saya ulangi ya: Jl. {jalan} No. {nomor}, {kota}. Benar?
c: Betul kak
s: Alamat di label sudah kami ganti ya kak.
c: Terima kasih banyak [kak|semuanya]

@ resep
c: Kak, serum ini aman untuk ibu menyusui?
s: Kandungannya tidak ada retinol dan merkuri kak, sudah BPOM. Tapi tetap kami sarankan tanya dokter dulu ya.
c: Kalau dipakai bareng sunscreen boleh?
s: Boleh banget kak. Pagi: cuci muka, serum, tunggu 2–3 menit, lalu sunscreen.
c: Kulit saya sensitif, ada yang ukuran kecil buat coba?
s: Ada yang 5 ml kak, Rp29.000. Tes dulu di belakang telinga ya 😊

@ ukuran
c: {produk} ukurannya [normal|ngepas] atau kekecilan kak?
s: Cenderung ngepas kak. Kalau telapak lebar, naik satu nomor.
c: Saya biasa pakai 41, berarti 42 ya?
s: Betul kak, kalau tidak pas bisa tukar ukuran dalam 7 hari.
c: Ongkir tukarnya siapa yang tanggung?
s: Pengiriman ke sini oleh pembeli, balik ke Kak {nama} kami yang tanggung.

@ retur
c: Saya mau retur {order} kak, [barangnya beda sama foto|nggak sesuai deskripsi]
a: Mohon maaf Kak {nama}. Boleh dijelaskan bagian mana yang berbeda?
c: Warnanya di foto {varian}, yang datang beda jauh
a: Baik, saya buatkan formulir retur. Mohon diisi lalu dikirim balik ya, Kak. #pdf:retur
c: Sudah saya isi kak
a: Terima kasih. Kurir akan jemput [besok|hari ini] jam 10–15. Mohon paket dibungkus rapi.
c: Baik kak, ditunggu kurirnya
a: Paket retur sudah diterima toko. Penggantian sedang disiapkan ya.

@ bayar
c: Kak saya sudah transfer tapi status {order} masih *menunggu pembayaran*
a: Saya cek ya Kak. Transfernya dari bank apa dan jam berapa?
c: BCA kak, [jam 9 tadi|sekitar 20 menit lalu]
a: Sudah ketemu Kak, ada selisih kode unik Rp{kode}. Saya bantu verifikasi manual.
c: Waduh iya saya [bulatkan|lupa kode uniknya] 😅
a: Tidak apa-apa Kak. Pembayaran {order} sudah terverifikasi, pesanan langsung diproses.

@ teknis
c: {produk} saya [kok panas banget ya|tiba-tiba mati sendiri] kak, wajar nggak?
s: Dipakai berapa lama biasanya, kak?
c: Sekitar 3 jam [nonstop|buat kerja]
s: Coba bersihkan ventilasinya dulu kak, dan pakai di permukaan yang rata.
c: Oke saya coba dulu
c: Update kak: sudah jauh mendingan 👍
s: Senang mendengarnya, Kak {nama}!

@ grosir
c: Kak kalau ambil [20|30] pcs {produk} dapat harga berapa?
s: Di atas 20 pcs potong [8%|10%] kak, jadi lebih hemat. Free packing kayu juga.
c: Bisa [tempo|bayar dua kali]?
s: Untuk pesanan pertama belum bisa kak, mulai pesanan ketiga boleh tempo 14 hari.
c: Oke, saya diskusi dulu sama tim ya
s: Siap kak, penawarannya berlaku sampai akhir bulan.

@ puas
c: Kak barangnya sudah sampai, [bagus banget|sesuai deskripsi] 😍
a: Wah, senang sekali dengarnya Kak {nama}! Kalau berkenan, boleh bintang limanya ya 🌟
c: Sudah saya kasih bintang 5 plus foto
s: Terima kasih banyak Kak, semoga awet dan bermanfaat. Ditunggu pesanan berikutnya 🙏

@ batal
c: Kak, {order} bisa dibatalkan? [Salah pesan|Mau ganti barang lain]
a: Bisa Kak {nama}, selama belum dikirim. Alasannya saya isi "berubah pikiran" ya?
c: Iya kak boleh
a: Permintaan batal sudah dikirim ke toko, mohon tunggu persetujuan maksimal 1x24 jam.
s: Sudah kami setujui kak.
a: Dana Rp{harga} kembali ke ZuksesPay otomatis. Ada lagi yang bisa saya bantu?
c: Tidak kak, terima kasih

@ jadwal
c: Kurirnya bisa datang [sore|habis magrib] aja nggak kak? Siang rumah kosong
a: Saya titipkan catatan ke {kurir} ya, Kak. Boleh dititipkan ke tetangga atau satpam kalau terpaksa?
c: Titip satpam boleh, namanya Pak {satpam}
a: Siap, catatannya: *titip Pak {satpam}, pos depan*.
c: Makasih kak, [detail banget|mantap]

@ tiba
c: Di aplikasi tertulis sudah diterima, padahal saya belum terima apa-apa kak!
a: Mohon maaf Kak {nama}, saya mengerti pasti panik. Saya cek bukti terimanya dulu ya.
a: Di foto bukti, paket diterima oleh "Bu Tini". Apakah Kakak kenal?
c: Oh itu ibu kos saya 😂 maaf kak, saya tanya dulu
c: Iya benar, paketnya ada di beliau. Maaf ya kak bikin heboh
a: Tidak apa-apa Kak, yang penting paketnya aman 😊

@ kado
c: Kak bisa sekalian dibungkus kado? Buat [ulang tahun adik|kado nikahan]
s: Bisa kak, tambah Rp10.000 sudah dengan pita dan kartu ucapan.
c: Tulisannya: "Selamat ya! Dari {nama}"
s: Siap kak, harganya di nota kami kosongkan ya biar jadi kejutan.
c: Iyaa makasih kak 🥰

@ tanya
c: Kak, {produk} ini ori kan ya? Soalnya [di toko sebelah lebih murah|takut dapat yang KW]
s: 100% original kak, ada hologram dan nomor seri yang bisa dicek di situs resminya.
c: Kalau ternyata nggak ori bisa balik uang?
a: Bisa Kak {nama}, semua transaksi dilindungi. Dana baru diteruskan ke toko setelah Kakak konfirmasi.
c: Oke lega dengarnya 😄 saya pesan ya
s: Siap kak, ditunggu pesanannya 🙏

@ lama
c: Kak ini sudah [5|6] hari, {order} belum sampai juga. Tanggal [12|20] saya mau pergi
a: Mohon maaf sekali Kak {nama}, saya hubungi {kurir} sekarang juga.
a: Dari {kurir}: paket tertahan di {kota} karena [cuaca buruk|volume tinggi], diusahakan keluar hari ini.
c: Kalau nggak keburu bisa minta diantar ke alamat kantor?
a: Bisa kak, asal masih satu kota. Boleh saya minta alamat kantornya?
c: Jl. {jalan} No. {nomor}, gedung B lantai 3
a: Noted. Sudah saya teruskan, nanti kurirnya telepon dulu sebelum antar.
c: Makasih banyak kak, fast respon 👍

@ kurang
c: Kak isinya kurang! Saya pesan 2, yang datang cuma 1 😭
a: Mohon maaf Kak {nama}. Ada video unboxing-nya?
c: Ada kak, tapi [besar|98 MB], nggak bisa dikirim
a: Bisa dikompres dulu atau potong bagian pembukaan dusnya saja, Kak. Batasnya 100 MB.
c: Oke saya kirim foto timbangannya dulu #foto:label
a: Beratnya memang kurang dari seharusnya. Saya ajukan kirim susulan ya Kak, tanpa biaya.
s: Mohon maaf kak, salah packing. Susulan kami kirim hari ini, resi {resi}.
c: Alhamdulillah, makasih ya

@ salah
c: Kak yang datang {varian}, padahal saya pesan yang lain
a: Boleh difoto beserta labelnya, Kak?
c: #foto:label
a: Terima kasih Kak. Benar, tertukar di gudang. Mau tukar atau refund sebagian Rp{kompensasi}?
c: Tukar aja kak kalau nggak ribet
a: Tidak ribet kok, kurir jemput [besok|lusa], penggantinya langsung dikirim tanpa menunggu yang lama kembali.
c: Wah enak ya, oke kak

@ npwp
c: Kak bisa minta faktur pajak atas nama PT?
a: Bisa Kak {nama}. Mohon kirim NPWP dan alamat perusahaannya lewat formulir resmi ya, jangan di chat.
c: Formulirnya di mana kak?
a: Di halaman pesanan, menu *Dokumen*. Faktur terbit maksimal 7 hari kerja.
c: Oke siap
a: Sementara ini invoice biasanya ya Kak. #pdf:invoice

@ akun
c: Kak saya nggak bisa login, [kode OTP-nya nggak masuk|katanya akun diblokir sementara]
a: Nomor HP-nya masih aktif, Kak {nama}? Demi keamanan, jangan kirim kode apa pun di chat ya.
c: Masih aktif kak
a: Coba tunggu 10 menit, lalu minta kode lewat panggilan suara.
c: Oh berhasil kak! Kenapa nggak dari tadi ya 😅
a: Syukurlah 😊 Kalau terjadi lagi, hubungi kami ya Kak.

@ poin
c: Poin saya kok [hangus|berkurang] kak?
a: Poin berlaku 12 bulan sejak didapat, Kak. Yang hangus dari transaksi {order} tahun lalu.
c: Yah sayang banget
a: Sebagai gantinya saya beri voucher {voucher} ya, berlaku 7 hari.
c: Serius kak? Makasih banyaaak 😍

@ bandingkan
c: Kak bagusan {produk} atau yang satunya lagi ya?
s: Tergantung kebutuhan kak. Untuk [harian|pemula] yang ini sudah cukup, yang satunya untuk yang lebih berat.
c: Saya pakai [2 jam sehari|seminggu sekali] aja sih
s: Kalau begitu yang ini saja kak, selisihnya lumayan bisa buat beli aksesoris.
c: Jujur banget kak, makasih 😄
s: Biar Kakak balik lagi ke sini 😁

@ chat
c: P
c: Kak
a: Selamat {waktu} Kak {nama}, ada yang bisa kami bantu?
c: Mau tanya {order} kak
c: Kok statusnya selesai padahal saya belum konfirmasi
a: Status otomatis selesai 3x24 jam setelah paket diterima, Kak. Kalau ada kendala masih bisa diajukan sampai besok.
c: Oo gitu. Barangnya sih aman kak, cuma kaget aja
a: Siap Kak, kalau ada apa-apa langsung kabari kami ya.

@ hujan
c: Paketnya basah kak, kayaknya kehujanan 😢 #foto:parcel
a: Aduh Kak {nama}, mohon maaf. Barang di dalamnya ikut basah?
c: Plastiknya rapat kak, jadi aman. Tapi dusnya hancur
a: Syukurlah isinya aman. Saya catat ke {kurir} supaya jadi perhatian.
c: Iya kak, tolong ya. Untung di-bubble wrap tebal
s: Kami memang selalu double bubble wrap kak 🙏

@ jam
c: Toko buka sampai jam berapa kak?
s: Kami proses pesanan jam 08.00–17.00 WIB, Minggu libur kak.
c: Kalau pesan Sabtu malam?
s: Dikirim Senin pagi kak, biasanya paling awal kami antar ke {kurir}.
c: Oke deh

@ asuransi
c: Perlu pakai asuransi pengiriman nggak kak?
a: Untuk nilai di atas Rp500.000 kami sarankan ya, Kak. Preminya cuma sekitar 0,3%.
c: Kalau hilang diganti penuh?
a: Diganti sesuai nilai di invoice, Kak, setelah investigasi {kurir} maksimal 14 hari.
c: Oke saya centang asuransinya

@ pasang
c: Sudah sampai kak, tapi cara pasangnya gimana ya? Bukunya bahasa Mandarin semua 😂
s: Hehe maaf kak, versi Indonesianya kami kirim ya. #pdf:panduan
c: Wah lengkap, makasih
s: Kalau bingung di langkah 3, bautnya yang pendek dulu kak.
c: Berhasil kak! 🎉

@ stiker
c: Makasih ya kak, pelayanannya [ramah|cepat] banget #stiker:senyum
a: Terima kasih kembali Kak {nama} 🙏
a: Jangan lupa ulasannya ya, biar kami tambah semangat 😊
`;

const TEAM_TALK = `
@ tim
a: Pagi tim, antrean [pagi ini|hari ini] {jumlah} chat, prioritas refund dulu ya
b: Siap. Punyaku tinggal {sisa} yang nunggu toko
a: {order} siapa yang pegang?
b: Aku, lagi nunggu bukti dari {kurir}
a: Oke, kabari kalau mentok

@ tim
b: Ada yang tahu SOP retur [elektronik|kosmetik] yang sudah dibuka segelnya?
a: Kalau cacat pabrik tetap bisa, asal ada video unboxing. Kalau salah beli, tidak.
b: Noted, makasih

@ tim
a: Gantian istirahat ya, aku [12.00–12.45|jam 1]
b: Oke aku jaga. Titip apa?
a: Kak {pelanggan} mungkin balas soal {order}, draftnya sudah aku tulis
b: Sip 👍

@ tim
b: {kurir} lagi gangguan sistem, resi telat update semua
a: Waduh pantas dari pagi banyak yang tanya. Aku buat template jawabannya
a: "Kak, saat ini ada keterlambatan pembaruan resi dari pihak kurir, paket tetap berjalan ya."
b: Mantap, aku pakai

@ tim
a: Tolong cek dua kasus terakhir ya, kayaknya pelanggan yang sama bikin dua tiket
b: Iya bener, {order} dua-duanya. Aku gabungkan, yang satu kututup
a: Makasih, [hampir aja dobel refund|selamat kita]

@ tim
b: Target minggu ini: balas pertama di bawah 3 menit
a: Kemarin rata-rata [2 menit 40|3 menit 10], tinggal jam makan siang yang bolong
b: Kita atur shift aja, aku bisa mulai lebih pagi

@ tim
a: {toko} slow respon lagi, sudah 4 jam
b: Aku telepon ya
b: Sudah diangkat, katanya admin mereka ganti. Bentar lagi dibalas
a: Top!

@ tim
b: Eh makan apa siang ini?
a: [Soto|Nasi padang|Gado-gado] aja yuk, aku yang pesan
b: Ikut satu, sambalnya [dipisah|yang banyak] 😄

@ tim
a: Refund {order} nominalnya beda sama yang diajukan, kurang ongkir
b: Itu karena voucher ongkirnya hangus. Jelaskan pelan-pelan ke Kak {pelanggan}
a: Oke aku lampirkan rinciannya
b: 🙏

@ tim
a: Ada yang bisa ambil alih {order}? Aku ada rapat jam 2
b: Aku bisa. Konteksnya gimana?
a: Dusnya penyok, barang aman, minta kompensasi. Toko sudah setuju, tinggal konfirmasi nominal
b: Oke, aku lanjut dari situ
a: Makasih banyak 🙏
b: Sudah beres ya, Kak {pelanggan} pilih refund sebagian

@ tim
b: Ada penipu ngaku-ngaku dari Zukses minta OTP ke pelanggan
a: Waduh. Sudah lapor ke tim keamanan?
b: Sudah, nomornya sudah diblokir. Tolong kalau ada yang tanya, ingatkan jangan kasih kode apa pun
a: Siap, aku jadikan template

@ tim
a: Rekap {jumlah} percakapan hari ini, {sisa} belum selesai
b: Yang belum selesai kebanyakan nunggu kurir ya?
a: Iya, {kurir} semua 😅
b: Besok pagi aku follow up bareng

@ tim
b: Pelanggan {pelanggan} minta nomor HP pribadi, jawabnya gimana?
a: Tolak halus, arahkan ke chat ini aja. Ada di panduan bab 4
b: Oke, sudah kubalas sopan

@ tim
a: Selamat ya, nilai kepuasan kita minggu ini 4,8 🎉
b: Wih naik! Minggu lalu 4,6
a: Kata supervisor karena balasannya lebih cepat di jam makan siang
b: Berkat shift baru dong 😄

@ tim
b: Stok {toko} di sistem beda sama yang mereka bilang
a: Jangan janji dulu ke pelanggan, tunggu mereka opname
b: Siap, aku kabari Kak {pelanggan} besok

@ tim
a: Besok aku izin datang jam 10, antar anak
b: Oke, aku buka antrean duluan
b: {order} sama yang refund itu aku pantau sekalian
a: Thank you 🙏
`;

export type Line = { who: string; text: string };
export type Episode = { kind: string; lines: readonly Line[] };

function parse(text: string): Episode[] {
  return text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => {
      const [head = '', ...rest] = paragraph.split('\n');
      return {
        kind: head.slice(2).trim(),
        lines: rest.map((line) => ({ who: line.slice(0, 1), text: line.slice(3) })),
      };
    });
}

export const SHOP_EPISODES: readonly Episode[] = parse(SHOP_TALK);
export const TEAM_EPISODES: readonly Episode[] = parse(TEAM_TALK);
