// Plain JavaScript, loaded before anything else: an older Node cannot even read the TypeScript files.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `Balance Companion's proxy needs Node.js 24 or newer, and this is ${process.versions.node}: install Node.js 24, or run "npm ci" without --omit=optional in the sources, which brings one along.`,
  );
  process.exit(1);
}
