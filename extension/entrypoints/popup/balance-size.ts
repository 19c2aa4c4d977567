/** The font size that lets a balance fit the card. The longest amounts wrap. */
export function balanceSize(text: string): 'xl' | 'l' | 'm' | 's' {
  // CJK characters are wider.
  const width = [...text].reduce((sum, char) => sum + (char >= '\u2e80' ? 1.8 : 1), 0);
  if (width <= 11) return 'xl';
  if (width <= 15) return 'l';
  return width <= 22 ? 'm' : 's';
}
