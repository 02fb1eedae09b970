import { execFileSync, spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A self-signed certificate with its key, PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** Of the certificate, colons between the bytes. */
  readonly sha256: string;
}

/** Why certificates cannot be made here, for the `skip` of a test; false where they can. */
export const noCertificates = spawnSync("openssl", ["version"]).status === 0 ? false : "this machine has no openssl";

/** Made by the openssl of this machine, for `name` (as in subjectAltName: `IP:127.0.0.1`), good for two days. */
export function makeCertificate(name: string): Certificate {
  const folder = mkdtempSync(join(tmpdir(), "certificate-"));
  try {
    const keyFile = join(folder, "key.pem");
    const certFile = join(folder, "cert.pem");
    execFileSync(
      "openssl",
      `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=router -addext subjectAltName=${name} -keyout ${keyFile} -out ${certFile}`.split(
        " ",
      ),
      { stdio: "ignore" },
    );
    const cert = readFileSync(certFile, "utf8");
    return { key: readFileSync(keyFile, "utf8"), cert, sha256: new X509Certificate(cert).fingerprint256 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
