/** What the icon of the toolbar button says by its shape. A problem is all that needs attention, a low balance too. */
export type ToolbarIcon = 'calm' | 'signed_out' | 'problem';

/** The sizes in pixels that browsers ask for, on screens of one and of two pixels per CSS pixel. */
export const TOOLBAR_ICON_SIZES = [16, 19, 32, 38] as const;

/** The file of an icon, relative to the root of the extension. */
export const toolbarIconPath = (icon: ToolbarIcon, size: number) => `toolbar/${icon}-${size}.png`;

/** The files of an icon by size in pixels, as the browser takes them. */
export function toolbarIconPaths(icon: ToolbarIcon): Record<number, string> {
  return Object.fromEntries(TOOLBAR_ICON_SIZES.map((size) => [size, toolbarIconPath(icon, size)]));
}
