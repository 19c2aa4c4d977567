/**
 * Makes a foreign text safe for a terminal: control characters and white space become single spaces, and a text of more
 * than `maxLength` characters is cut.
 */
export function printableText(text: string, maxLength: number): string {
  const characters = [...text.replace(/[\p{C}\s]+/gu, ' ').trim()];
  if (characters.length <= maxLength) return characters.join('');
  return `${characters.slice(0, maxLength).join('')}…`;
}
