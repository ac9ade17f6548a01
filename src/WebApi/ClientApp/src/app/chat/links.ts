export interface Part {
  text: string;
  /** The address, when the part is a link. */
  href: string | null;
}

/**
 * An address goes on to a space, a quotation mark, a bracket of HTML, punctuation of Chinese or Japanese (which has no
 * space after it), or a character that is not seen.
 */
const END = '\\s<>"`“”„«»\\u3001\\u3002\\u3008-\\u3011\\u3014-\\u301f\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff3d\\uff5b-\\uff65\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff';
const candidate = new RegExp(`(?:https?://|(?<![A-Za-z0-9_.@/-])www\\.)[^${END}]+`, 'giu');
const closing: Record<string, string> = { ')': '(', ']': '[', '}': '{' };
/** Punctuation that ends the sentence around the address, and a bracket that was opened and not closed. */
const trailing = /[.,;:!?'’‘…*([{]+$/u;

/** Splits a text into plain parts and links. Brackets belong to an address when they are balanced within it. */
export function splitLinks(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(candidate)) {
    const address = balanced(match[0]).replace(trailing, '');
    const href = hrefOf(address);
    if (href === null) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index), href: null });
    parts.push({ text: address, href });
    from = match.index + address.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), href: null });
  return parts;
}

/** The part before the first closing bracket that nothing in the address has opened. */
function balanced(address: string): string {
  const open: string[] = [];
  for (let at = 0; at < address.length; at += 1) {
    const character = address.charAt(at);
    const opener = closing[character];
    if (character === '(' || character === '[' || character === '{') open.push(character);
    else if (opener !== undefined && open.pop() !== opener) return address.slice(0, at);
  }
  return address;
}

function hrefOf(address: string): string | null {
  const isBare = /^www\./i.test(address);
  if (isBare && !/^www\.[^./]+\.[^./]/i.test(address)) return null;
  const href = isBare ? `https://${address}` : address;
  return URL.canParse(href) ? href : null;
}
