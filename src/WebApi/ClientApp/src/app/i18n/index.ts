import { createContext, useContext } from 'react';
import { getPreferences, onPreferences, usePreferences } from '../browser/preferences';
import { bestLanguage, textsIn, type Texts } from './catalogue';

export { bestLanguage, languageTags, textsIn, type Texts } from './catalogue';

/** The texts of a part that has a language of its own; null for that of the page. */
export const TextsContext = createContext<Texts | null>(null);

/** The language of the page: the one that was chosen here, else what the browser asks for. */
export function pageLanguage({ language } = getPreferences()): string {
  return bestLanguage(language === null ? navigator.languages : [language, ...navigator.languages]);
}

/** The texts in the user's language. */
export function useTexts(): Texts {
  const own = useContext(TextsContext);
  const ofPage = textsIn(pageLanguage(usePreferences()));
  return own ?? ofPage;
}

/** Tells the browser the language of the page and its direction, now and after each change; call it before the first render. */
export function applyLanguage(): void {
  const apply = () => Object.assign(document.documentElement, { lang: pageLanguage(), dir: textsIn(pageLanguage()).direction });
  onPreferences(apply);
  apply();
}
