"""Volumes of Pods on a node: what goes into them, where they are mounted, how much they hold.

Here: the kubelet's volume manager.  Not here: claims and their volumes in the API
(``controllers.volume``).
"""
