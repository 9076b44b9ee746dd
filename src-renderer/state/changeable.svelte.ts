/** Whether the open history can be changed: one that a newer version wrote can only be looked at. */
class Changeable {
  history = $state(true)
}

export const changeable = new Changeable()
