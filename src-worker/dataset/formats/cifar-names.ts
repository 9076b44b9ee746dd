/** Class names of CIFAR-10 in label order; also how its copy as class folders is recognised. */
export const cifar10Classes = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'] as const
