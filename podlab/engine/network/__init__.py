"""The cluster's network above the machines: Pod addresses, services, names, policies, doors.

Here: what CNI plugins, kube-proxy, CoreDNS, a policy engine, an ingress controller and a load
balancer do.  Not here: packets and sockets (``engine.machine.net``).
"""
