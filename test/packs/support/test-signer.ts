export { sampleSigner as testSigner } from "../../../src/selftest/sample-signer.ts";
