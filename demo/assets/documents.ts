/** A one-page PDF with these lines of plain ASCII text. */
export function makePdf(lines: readonly string[]): Uint8Array {
  const escape = (text: string): string => text.replace(/[\\()]/g, (sign) => `\\${sign}`);
  const text = lines.map((one, index) => `${index === 0 ? '' : '0 -20 Td '}(${escape(one)}) Tj`).join('\n');
  const stream = `BT /F1 12 Tf 56 780 Td\n${text}\nET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(`${body}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}${trailer}`, 'latin1');
}

const SAMPLE_RATE = 8000;

/** A short sound, 8-bit mono WAV: a hum with a squeak at its end, as of a hinge that wants oil. */
export function makeSqueak(seconds: number): Uint8Array {
  const count = Math.round(SAMPLE_RATE * seconds);
  const data = Buffer.alloc(count);
  for (let i = 0; i < count; i += 1) {
    const time = i / SAMPLE_RATE;
    const hum = 0.25 * Math.sin(2 * Math.PI * 120 * time);
    const squeak = time > seconds * 0.6 ? 0.5 * Math.sin(2 * Math.PI * (900 + 500 * Math.sin(time * 22)) * time) : 0;
    data[i] = Math.round(128 + 100 * (hum + squeak) * Math.min(1, (count - i) / 800));
  }
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + count, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLE_RATE, 24);
  header.writeUInt32LE(SAMPLE_RATE, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(count, 40);
  return Buffer.concat([header, data]);
}
