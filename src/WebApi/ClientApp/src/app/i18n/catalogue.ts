import { isolating } from './isolating';
import type { Texts } from './languages/en';

export type { Texts };

/** A file of the folder is a language, and the name of the file is its tag: `languages/pt-BR.ts`. */
const files = import.meta.glob<Texts>('./languages/*.ts', { eager: true, import: 'texts' });
const languages = new Map(Object.entries(files).map(([path, texts]) => [/([^/]+)\.ts$/.exec(path)?.[1] ?? '', isolating(texts)]));

/** Languages without texts get these. */
const FALLBACK = 'en';

/** The tags of all languages. */
export const languageTags: readonly string[] = [...languages.keys()];

export function textsIn(tag: string): Texts {
  const texts = languages.get(tag) ?? languages.get(FALLBACK);
  if (texts === undefined) throw new Error(`There are no texts in ${FALLBACK}.`);
  return texts;
}

/** The first of the wanted languages that there are texts in; texts in `pt` do for somebody who wants `pt-BR`. */
export function bestLanguage(wanted: readonly string[]): string {
  for (const tag of wanted) {
    const parts = tag.split('-');
    const found = parts.map((_, at) => parts.slice(0, parts.length - at).join('-')).find((shorter) => languages.has(shorter));
    if (found !== undefined) return found;
  }
  return FALLBACK;
}
