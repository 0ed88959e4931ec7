# check: update/moved image-not-rolled-out
! text first
kubectl set image deployment/web web=nginx:1.26
