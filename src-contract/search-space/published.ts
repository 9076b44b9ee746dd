import type { SpaceId } from '../domain/choices'
import type { CountedAs } from '../domain/imported-ranking'
import { spaceConfig } from './space-config'

/** The network with which a space was published: what sizes and costs of its architectures are counted with where no run says otherwise. */
export function publishedNetwork(space: SpaceId): CountedAs {
  switch (space) {
    case 'nas-bench-201':
      return { space: spaceConfig({ space }), classes: 10, imageSize: 32 }
    case 'mobilenet':
      return { space: spaceConfig({ space, form: 'imagenet' }), classes: 1000, imageSize: 224 }
  }
}
