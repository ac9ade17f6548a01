/**
 * The app's styles for a shadow root: the host is their root, the room that the widget has decides where that of the
 * window did, and sizes do not depend on the text size of the page around. No style element: host pages may forbid it.
 */
export function sheetOf(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(forShadow(css));
  return sheet;
}

export function forShadow(css: string): string {
  return css
    .replace(/:root\b/g, ':host')
    .replace(/@media\s*(?=\((?:(?:min|max)-)?(?:width|height)\b)/g, '@container ')
    .split(/(@[^{;]*[{;])/)
    .map((part) => (part.startsWith('@') ? part : part.replace(/(-?(?:\d+\.?\d*|\.\d+))rem\b/g, 'calc($1 * var(--chat-rem))')))
    .join('');
}
