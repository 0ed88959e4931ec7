# check: make/ready no-pods
# TODO: something that a learner may do wrong, and the message that it must get.
kubectl run web --image=nginx:1.27 --labels=tier=web
! wait 10
