/** Lets the browser download a text as a file. `type` is its media type. */
export function downloadText(name: string, type: string, text: string): void {
  const link = document.createElement('a');
  link.download = name;
  // Not revoked: the browser may read it only once the user has chosen a folder. It ends with the page.
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.click();
}
