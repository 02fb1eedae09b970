/** A file of a package that browsers may load. */
export interface VendorFile {
  /** What our own modules import it by; absent for what only other files of the package import, and for styles. */
  readonly specifier?: string;
  /** The package's name, and the path in it. */
  readonly file: string;
}

/** All of them: nothing else of node_modules is served. */
export const vendorFiles: readonly VendorFile[] = [
  { specifier: "lit-html", file: "lit-html/lit-html.js" },
  { specifier: "uplot", file: "uplot/dist/uPlot.esm.js" },
  { file: "uplot/dist/uPlot.min.css" },
];
