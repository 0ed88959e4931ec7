// What the server's page tells the script: addresses and the language to begin with.

export interface Config {
  readonly socket: string;
  readonly schemaUrl: string;
  readonly lang: string;
  readonly langUrl: string;
}

const DEFAULTS: Config = { socket: "/ws/cluster/", schemaUrl: "", lang: "zh-hans", langUrl: "" };

/** The configuration in the page's JSON block. */
export function readConfig(document: Document): Config {
  const text = document.getElementById("config")?.textContent ?? "{}";
  return { ...DEFAULTS, ...(JSON.parse(text) as Partial<Config>) };
}

/** The nonce under which this page may add style elements; '' where no policy asks for one. */
export function styleNonce(document: Document): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
}
