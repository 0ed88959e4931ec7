# check: tenth/canary service-not-asked
! text canary
kubectl exec tools -- wget -qO- stable
