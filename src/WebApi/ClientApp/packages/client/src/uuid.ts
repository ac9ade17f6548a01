/**
 * A UUID v7: 48 bits of time, then random. It is the id of a message from the first key press to the database, so the
 * same message sent twice is one message. `crypto.randomUUID` makes v4 and needs a secure context; this needs neither.
 */
export function uuidv7(now: number = nextTime()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(now / 2 ** 32));
  view.setUint32(2, now >>> 0);
  view.setUint8(6, 0x70 | (view.getUint8(6) & 0x0f));
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

let last = 0;

/** Two messages of one millisecond keep their order: the second gets the next millisecond. */
function nextTime(): number {
  last = Math.max(Date.now(), last + 1);
  return last;
}
