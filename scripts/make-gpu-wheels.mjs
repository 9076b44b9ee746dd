/**
 * Writes resources/gpu-runtime/wheels.json: which wheels make the CUDA build of TensorFlow, with SHA-256 and sizes. Needed
 * only when TensorFlow changes: then `versions` follows the lower bounds of the extra `and-cuda` in its metadata, which are
 * the versions that it was built with. Fetches some 2.4 GB: node scripts/make-gpu-wheels.mjs FOLDER
 */
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './setup/paths.mjs'
import { tensorflow } from './setup/pins.mjs'
import { run, sha256 } from './setup/run.mjs'

const versions = {
  tensorflow: tensorflow.version,
  'nvidia-cublas-cu12': '12.5.3.2',
  'nvidia-cuda-cupti-cu12': '12.5.82',
  'nvidia-cuda-nvcc-cu12': '12.5.82',
  'nvidia-cuda-nvrtc-cu12': '12.5.82',
  'nvidia-cuda-runtime-cu12': '12.5.82',
  'nvidia-cudnn-cu12': '9.3.0.75',
  'nvidia-cufft-cu12': '11.2.3.61',
  'nvidia-curand-cu12': '10.3.6.82',
  'nvidia-cusolver-cu12': '11.6.3.83',
  'nvidia-cusparse-cu12': '12.5.1.3',
  'nvidia-nccl-cu12': '2.25.1',
  'nvidia-nvjitlink-cu12': '12.5.82',
}
const about = { tensorflow: tensorflow.version, cuda: '12.5', cudnn: '9.3', minimumDriver: '525.60.13' }
const tags = '--implementation cp --python-version 3.11 --abi cp311 --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64'.split(' ')

const folder = process.argv[2]
if (folder === undefined) throw new Error('Name a folder for the wheels.')
const wheels = []
for (const [name, version] of Object.entries(versions)) {
  const beginning = `${name.replaceAll('-', '_')}-${version}-`
  const known = () => readdirSync(folder).find((file) => file.startsWith(beginning) && file.endsWith('.whl'))
  if (known() === undefined) {
    const fetched = await run('python3', ['-m', 'pip', 'download', '-q', '--no-deps', '--only-binary=:all:', ...tags, '-d', folder, `${name}==${version}`])
    if (fetched.code !== 0) throw new Error(fetched.output)
  }
  const file = known()
  const path = join(folder, file)
  const unpack = await rules(name, beginning, path)
  wheels.push({ name, version, file, sha256: await sha256(path), bytes: statSync(path).size, unpackedBytes: await unpackedBytes(path, unpack), unpack })
}
writeFileSync(join(root, 'resources/gpu-runtime/wheels.json'), `${JSON.stringify({ ...about, wheels }, null, 2)}\n`)

/** Libraries, what is run with them, and the licence; see resources/unpack.py. */
async function rules(name, beginning, path) {
  if (name === 'tensorflow') {
    const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'].map((file) => `tensorflow/${file}=tensorflow/${file}`)
    return [...libraries, 'tensorflow/THIRD_PARTY_NOTICES.txt=licences/tensorflow.txt']
  }
  const listed = await run('python3', ['-c', 'import sys, zipfile; print("\\n".join(sorted({n.split("/")[1] for n in zipfile.ZipFile(sys.argv[1]).namelist() if n.startswith("nvidia/") and n.count("/") > 1})))', path])
  const skipped = listed.output.trim().split('\n').map((part) => `-nvidia/${part}/include/`)
  return ['nvidia/=nvidia/', ...skipped, `${beginning.slice(0, -1)}.dist-info/License.txt=licences/${name}.txt`]
}

async function unpackedBytes(path, unpack) {
  const counted = await run('python3', ['-c', 'import sys, zipfile\nkept = [r.split("=")[0] for r in sys.argv[2:] if r[0] != "-"]\nleft = [r[1:] for r in sys.argv[2:] if r[0] == "-"]\nprint(sum(i.file_size for i in zipfile.ZipFile(sys.argv[1]).infolist() if i.filename.startswith(tuple(kept)) and not (left and i.filename.startswith(tuple(left)))))', path, ...unpack])
  return Number(counted.output.trim())
}
