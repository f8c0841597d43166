// Fits a line and predicts with it: `node client.mjs PROTOS ADDRESS`, prints what it got as JSON.
import * as grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { tableFromArrays, tableFromIPC, tableToIPC } from "apache-arrow";

const [protos, address] = process.argv.slice(2);
const options = { includeDirs: [protos], longs: Number, enums: String, defaults: true };
const definition = loadSync("ml_tools/models_interface/v1/models.proto", options);
const { Models } = grpc.loadPackageDefinition(definition).ml_tools.models_interface.v1;
const models = new Models(address, grpc.credentials.createInsecure());
const deadline = () => ({ deadline: Date.now() + 30_000 });

// A table is an Arrow IPC stream; a small one fits the one frame that also carries the other fields.
function frame(table, fields) {
  const chunk = tableToIPC(table, "stream");
  return { table: { sizeBytes: chunk.length, chunk }, ...fields };
}

function unary(method, request) {
  return new Promise((resolve, reject) => {
    models[method](request, deadline(), (error, response) => (error ? reject(error) : resolve(response)));
  });
}

function fit(table, fields) {
  return new Promise((resolve, reject) => {
    const call = models.fitModel(deadline(), (error, model) => (error ? reject(error) : resolve(model)));
    call.end(frame(table, fields));
  });
}

async function predict(table, modelId) {
  const call = models.predict(deadline());
  call.end(frame(table, { modelId }));
  const chunks = [];
  for await (const response of call) chunks.push(response.predictions.chunk);
  return tableFromIPC(Buffer.concat(chunks)).getChild("predicted").toArray();
}

async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return { code: grpc.status[error.code], message: error.details };
  }
  return null;
}

const x = Float64Array.from({ length: 200 }, (_, row) => row / 10);
const rows = tableFromArrays({ x, y: x.map((value) => 3 * value - 7) });
const model = await fit(rows, { target: "y", linear: {} });
const predicted = await predict(tableFromArrays({ x: Float64Array.of(0, 2.5, 100) }), model.modelId);
const unknownTarget = await refusal(fit(rows, { target: "z", linear: {} }));
await unary("deleteModel", { modelId: model.modelId });
const deleted = await refusal(unary("getModel", { modelId: model.modelId }));

console.log(JSON.stringify({ model, predicted: Array.from(predicted), unknownTarget, deleted }));
models.close();
