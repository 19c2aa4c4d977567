const DRAWING = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 128">
<defs>
<linearGradient id="ground" x1="0" y1="0" x2="1" y2="1">
<stop offset="0" stop-color="#15806a" />
<stop offset="1" stop-color="#093f3a" />
</linearGradient>
</defs>
<rect width="128" height="128" rx="32" fill="url(#ground)" />
<path d="M36 44 80 24a7 7 0 0 1 10 6v14z" fill="#8fe0c4" />
<rect x="24" y="40" width="80" height="64" rx="14" fill="#ffffff" />
<path d="M104 56H88a16 16 0 0 0 0 32h16z" fill="#0b4f46" />
<circle cx="88" cy="72" r="7" fill="#8fe0c4" />
</svg>`;

/** The extension's mark as a `data:` URL. */
export const MARK_URL = `data:image/svg+xml;base64,${Buffer.from(DRAWING).toString('base64')}`;
