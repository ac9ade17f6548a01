/** The first that fits wins: many browsers also carry the names of others. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\b(OPR|OPiOS|Opera)\b/, 'Opera'],
  [/SamsungBrowser/, 'Samsung Internet'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrom(e|ium)|CriOS/, 'Chrome'],
  [/Version\/.*Safari/, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPod/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/Macintosh|Mac OS X/, 'Mac'],
  [/Linux|X11/, 'Linux'],
];

const LONGEST_PRODUCT = 40;

export interface DeviceName {
  /** The browser, or the name of another program; null when it is not known. */
  program: string | null;
  system: string | null;
  isPhone: boolean;
}

/** Reads a User-Agent header. */
export function deviceName(userAgent: string | null): DeviceName {
  const text = userAgent ?? '';
  const browser = find(browsers, text);
  const system = find(systems, text);
  // Programs other than browsers put their own name first: `okhttp/4.12.0`.
  const product = /^(?!Mozilla\/)([^/()]+)\//.exec(text)?.[1]?.trim().slice(0, LONGEST_PRODUCT) ?? null;
  return { program: browser ?? product, system, isPhone: system === 'iPhone' || (system === 'Android' && text.includes('Mobile')) };
}

const find = (names: readonly (readonly [RegExp, string])[], text: string): string | null =>
  names.find(([pattern]) => pattern.test(text))?.[1] ?? null;
