"""The ingress controller (ingress-nginx's behaviour): from Ingress objects to routes.

Reads Ingresses, classes, Services, EndpointSlices and Secrets through informers, writes statuses
and Events through the API.  Not here: the server that listens in the controller's Pod
(``machine.images.ingressnginx``).
"""
