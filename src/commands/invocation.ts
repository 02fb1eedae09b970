/** How this program is called from a shell: as a package it is there without types, from a checkout npm runs it. */
export const invocation: string = import.meta.url.endsWith(".ts") ? "npm run --silent cli --" : "npx whos-knocking";
